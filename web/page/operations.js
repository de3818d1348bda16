// Every GraphQL document the page sends.

const PICTURE = `id placeholder width height small: url(variant: MEDIUM) full: url(variant: FULL)`;

const GENERATION = `
  id kind status progress stage revision prompt count cached
  original { id }
  images { ... on Cartoon { ${PICTURE} style } ... on Face { ${PICTURE} } ... on Picture { ${PICTURE} } }
  failure { message }
`;

const ORIGINAL = `${PICTURE} cartoons { ${PICTURE} style }`;

export const CATALOG = `query Catalog { catalog {
  cartoonStyles pictureStyles limits { kind available maxUploadBytes mimeTypes maxPictures maxPromptLength }
  prices { kind credits }
} }`;

export const OPEN_GENERATIONS = `query Generations { generations(first: 20) { edges { node { ${GENERATION} } } } }`;

export const ORIGINAL_BY_ID = `query Original($id: ID!) { original(id: $id) { ${ORIGINAL} } }`;

export const ORIGINALS = `query Originals($after: String) {
  originals(first: 24, after: $after) {
    edges { node { id placeholder width height small: url(variant: THUMBNAIL) } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const FACES = `query Faces($after: String) {
  downloadedFaces(first: 24, after: $after) {
    edges { node { ${PICTURE} } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const GENERATION_BY_ID = `query Generation($id: ID!) { generation(id: $id) { ${GENERATION} } }`;

export const WAIT = `query Wait($id: ID!) { generation(id: $id, wait: 10) { ${GENERATION} } }`;

export const UPLOAD = `mutation Upload($input: UploadInput!) {
  upload(input: $input) { original { ${ORIGINAL} } generation { ${GENERATION} } }
}`;

export const REGENERATE = `mutation Regenerate($input: RegenerateInput!) {
  regenerate(input: $input) { ${GENERATION} }
}`;

export const DOWNLOAD = `mutation Download($cartoonId: ID!, $key: String) {
  download(cartoonId: $cartoonId, idempotencyKey: $key) { ${GENERATION} }
}`;

export const WISH = `mutation Wish($input: PicturesInput!) {
  generatePictures(input: $input) { ${GENERATION} }
}`;

export const OPEN_WISHES = `query Wishes { generations(first: 5, kind: PICTURES) { edges { node { ${GENERATION} } } } }`;

export const PICTURES = `query Pictures($after: String) {
  pictures(first: 24, after: $after) {
    edges { node { ${PICTURE} prompt } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const DOWNLOAD_PICTURE = `mutation DownloadPicture($id: ID!) { downloadPicture(id: $id) { url } }`;

export const CANCEL = `mutation Cancel($id: ID!) { cancelGeneration(id: $id) { ${GENERATION} } }`;

export const DELETE = `mutation Delete($id: ID!) { deleteImage(id: $id) }`;

export const CREDITS = `query Credits { viewer { credits { total used held remaining } } }`;

export const USAGE = `query Usage($after: String) { viewer { usage(first: 20, after: $after) {
  edges { node { id action credits ofDevice metadata createdAt generation { prompt } } }
  pageInfo { hasNextPage endCursor }
} } }`;

export const WATCH = `subscription Watch($after: String) {
  generations(after: $after) { cursor generation { id status kind original { id } } }
}`;

export const FOLLOW = `subscription Follow($id: ID!) { generation(id: $id) { ${GENERATION} } }`;

const SESSION = `token expiresAt viewer { id email }`;

export const REQUEST_CODE = `mutation RequestCode($email: String!) { requestCode(email: $email) { email expiresAt } }`;

export const VERIFY_CODE = `mutation VerifyCode($email: String!, $code: String!) {
  verifyCode(email: $email, code: $code) { ${SESSION} }
}`;

export const REFRESH_SESSION = `mutation RefreshSession { refreshSession { ${SESSION} } }`;

export const SIGN_OUT = `mutation SignOut { signOut }`;
