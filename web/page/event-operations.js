// Every GraphQL document that the part for events sends.

const AREA = "{ x y width height }";

const AVATAR = `
  id event name email phone district category organization look gender createdAt
  generation { id kind status progress stage revision failure { code message } }
  photo { id small: url(variant: MEDIUM) }
  finalImage { id placeholder width height small: url(variant: MEDIUM) full: url(variant: FULL) }
`;

export const EVENTS = `query Events { catalog {
  avatarLooks genders categories
  events { slug title
    letterings { field size lines colour outline outlineWidth area ${AREA} }
    sketches { look gender background costume overlay card person ${AREA} head ${AREA} }
  }
} }`;

export const REGISTER = `mutation Register($input: AvatarInput!) { generateAvatar(input: $input) { ${AVATAR} } }`;

export const AVATAR_BY = `query AvatarBy($by: AvatarBy!) { avatar(by: $by) { ${AVATAR} } }`;

export const FLUSH = `mutation Flush($email: String!, $scope: FlushScope!, $confirm: Boolean!) {
  flush(email: $email, scope: $scope, confirm: $confirm) { flushed requiresConfirmation records avatar { ${AVATAR} } }
}`;
