// The whole story as tabs, to be run from left to right.

const VIEWER = `# 1. Who am I? The header x-device-id below says it: a
# UUID this browser made for itself.
query Viewer {
  viewer { id deviceId createdAt lastActiveAt }
}
`;

const CATALOG = `# 2. What can be asked for: styles, limits, prices, engines
# that are up.
query Catalog {
  catalog {
    cartoonStyles pictureStyles avatarLooks genders categories
    events { slug title }
    limits { kind available maxUploadBytes mimeTypes maxPictures maxPromptLength }
    prices { kind credits cachedCredits }
    engines { name kinds available }
  }
}
`;

const UPLOAD = `# 3. Choose a photo in the bar above, then run: it fills
# the variable $image. Copy generation.id to tab 4, and
# original.id to tab 5.
mutation Upload($image: Upload!, $style: CartoonStyle!) {
  upload(input: { image: $image, style: $style }) {
    original { id width height url(variant: MEDIUM) }
    generation { id status stage }
  }
}
`;

const FOLLOW = `# 4. Watch it being drawn. The answer comes over a
# WebSocket and ends by itself. The cartoon's id, in
# images, is for tab 6.
subscription Follow($id: ID!) {
  generation(id: $id) {
    status progress stage revision
    images { __typename id url ... on Cartoon { style } ... on Picture { prompt } }
    failure { code message retryable }
  }
}
`;

const REGENERATE = `# 5. Another try, or another style: as often as you
# like.
mutation Regenerate($originalId: ID!, $style: CartoonStyle) {
  regenerate(input: { originalId: $originalId, style: $style }) { id status }
}
`;

const DOWNLOAD = `# 6. Keep one: its face is cut out, and every cartoon of
# that photo goes. Follow the generation in tab 4, or
# wait for it in tab 7.
mutation Download($cartoonId: ID!) {
  download(cartoonId: $cartoonId) { id kind status }
}
`;

const WAIT = `# 7. Without a socket: the answer comes when it has
# ended, or after "wait" seconds.
query Wait($id: ID!) {
  generation(id: $id, wait: 30) {
    status stage
    images { __typename id url }
    failure { code message }
  }
}
`;

const FACES = `# 8. The faces you kept, newest first: PNG with a
# transparent background.
query Faces {
  downloadedFaces(first: 10) {
    totalCount
    edges { cursor node { id url width height sourceCartoonId original { id } } }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const ORIGINALS = `# 9. The photos you handed in, each with the cartoons
# that exist now.
query Originals {
  originals(first: 10) {
    edges {
      node { id url(variant: THUMBNAIL) createdAt cartoons { id style url expiresAt } }
    }
  }
}
`;

const CANCEL = `# 10. Stop a generation that has not ended. (Start one
# in tab 5 first.)
mutation Cancel($id: ID!) {
  cancelGeneration(id: $id) { id status }
}
`;

const DELETE = `# 11. Delete a photo (its cartoons go too, its faces
# stay) or a face, files included.
mutation Delete($id: ID!) {
  deleteImage(id: $id)
}
`;

const REGISTER = `# 12. Register a guest: the photo in the bar above becomes
# an avatar. Every field that is wrong is told at once.
# Follow generation.id in tab 4, or wait in tab 7.
mutation Register(
  $photo: Upload!, $name: String!, $email: String!, $phone: String!, $district: String!
  $category: String!, $organization: String!, $look: AvatarLook!, $gender: Gender!
) {
  generateAvatar(input: {
    photo: $photo, name: $name, email: $email, phone: $phone, district: $district
    category: $category, organization: $organization, look: $look, gender: $gender
  }) {
    id event name email phone
    generation { id status stage }
  }
}
`;

const AVATAR = `# 13. The newest avatar of one of: an id, a phone (with
# its dial code or without), an e-mail address in any
# case. Only for who registered it, whoever signed in
# with that address, and operators.
query Avatar($by: AvatarBy!) {
  avatar(by: $by) {
    id event name email phone look gender updatedAt
    generation { id status stage }
    photo { url(variant: THUMBNAIL) }
    rawImage { url(variant: MEDIUM) }
    finalImage { url width height fileSize mimeType }
  }
}
`;

const CODE = `# 14. Sign in with an e-mail address: this sends a code
# there. (Where no mail server is set up, the code is in
# the server's log.)
mutation RequestCode($email: String!) {
  requestCode(email: $email) { email expiresAt }
}
`;

const SIGN_IN = `# 15. The code opens a session. To use it, add its token
# below, under Headers: "Authorization": "Bearer …". What
# this browser made without it is yours from then on.
mutation SignIn($email: String!, $code: String!) {
  verifyCode(email: $email, code: $code) {
    token expiresAt
    viewer { id email emailVerified }
  }
}
`;

const WISH = `# 16. Pictures from words. Follow generation.id in tab 4:
# they come one by one. Ask for the same again, and it is
# answered with them at once; "fresh: true" draws anew.
mutation Wish($prompt: String!, $style: PictureStyle!, $count: Int) {
  generatePictures(input: { prompt: $prompt, style: $style, count: $count }) {
    id status stage cached cost
  }
}
`;

const PICTURES = `# 17. The pictures from words, newest first.
query Pictures {
  pictures(first: 10) {
    totalCount
    edges { node { id prompt style engine url(variant: THUMBNAIL) } }
  }
}
`;

const SAVE = `# 18. A link for some minutes that downloads one of them,
# and what the usage log tells of it in tab 19.
mutation Save($id: ID!) {
  downloadPicture(id: $id) { url expiresAt }
}
`;

const USAGE = `# 19. What I got and what it cost, and what clients keep
# for me (setPreferences).
query Usage {
  viewer {
    usage(first: 10) {
      edges { node { action credits metadata createdAt generation { id status cost } } }
    }
    preferences
  }
}
`;

const CREDITS = `# 20. What I can spend. While pictures are drawn, what they
# may cost is held; then what came is taken, and the rest
# is given back. My id is for tab 21.
query Credits {
  viewer { id credits { tier total used held remaining lastPurchaseAt } }
}
`;

const GRANT = `# 21. For operators: put the token of "main.py operator NAME"
# below, under Headers, as in tab 15. The same reference,
# such as the id of a payment, does it once.
mutation Grant($viewerId: ID!, $credits: Int!, $reference: String!) {
  grantCredits(viewerId: $viewerId, credits: $credits, reference: $reference) {
    total used held remaining lastPurchaseAt
  }
}
`;

const ANALYTICS = `# 22. For operators, with the token of tab 21: what ended,
# by day in UTC, engine and kind.
query Analytics($since: DateTime!) {
  analytics(since: $since) {
    rows {
      day engine kind succeeded failed cancelled cached pictures
      credits providerCost p50Ms p95Ms
    }
  }
}
`;

const WEEK = 7 * 24 * 60 * 60 * 1000;

const HERE = "paste an id here";

const GUEST = {
  name: "Asha Menon", email: "asha@example.com", phone: "+91 98765 43210", district: "Kollam",
  category: "Students", organization: "Sahya Arts", look: "SUPERHERO", gender: "FEMALE",
};

const TABS = [
  [VIEWER],
  [CATALOG],
  [UPLOAD, { style: "COMIC" }],
  [FOLLOW, { id: HERE }],
  [REGENERATE, { originalId: HERE, style: "ANIME" }],
  [DOWNLOAD, { cartoonId: HERE }],
  [WAIT, { id: HERE }],
  [FACES],
  [ORIGINALS],
  [CANCEL, { id: HERE }],
  [DELETE, { id: HERE }],
  [REGISTER, GUEST],
  [AVATAR, { by: { email: GUEST.email } }],
  [CODE, { email: GUEST.email }],
  [SIGN_IN, { email: GUEST.email, code: "000000" }],
  [WISH, { prompt: "Two red foxes in a snowy forest at dawn", style: "VIBRANT", count: 2 }],
  [PICTURES],
  [SAVE, { id: HERE }],
  [USAGE],
  [CREDITS],
  [GRANT, { viewerId: HERE, credits: 50, reference: "payment 1" }],
  [ANALYTICS, { since: new Date(Date.now() - WEEK).toISOString() }],
];

/** GraphiQL's tabs for the story, each with the headers given. */
export function story(headers) {
  return TABS.map(([query, variables]) => ({
    query, headers, variables: variables ? JSON.stringify(variables, null, 2) : "",
  }));
}
