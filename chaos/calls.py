"""What clients ask for, in GraphQL."""

REGENERATE = "mutation($input: RegenerateInput!) { regenerate(input: $input) { id status } }"
DOWNLOAD = """mutation($id: ID!, $key: String) {
  download(cartoonId: $id, idempotencyKey: $key) { id status } }"""
CANCEL = "mutation($id: ID!) { cancelGeneration(id: $id) { id status } }"
DELETE = "mutation($id: ID!) { deleteImage(id: $id) }"
REGISTER = """mutation($input: AvatarInput!) {
  generateAvatar(input: $input) { id generation { id status } } }"""
FLUSH = """mutation($email: String!, $scope: FlushScope!) {
  flush(email: $email, scope: $scope, confirm: true) {
    avatar { photo { id } rawImage { id } finalImage { id } generation { images { id } } } } }"""
PICTURES = "mutation($input: PicturesInput!) { generatePictures(input: $input) { id status } }"
DOWNLOAD_PICTURE = "mutation($id: ID!) { downloadPicture(id: $id) { url } }"
REQUEST_CODE = "mutation($email: String!) { requestCode(email: $email) { email } }"
VERIFY_CODE = """mutation($email: String!, $code: String!) {
  verifyCode(email: $email, code: $code) { token viewer { email } } }"""
SIGN_OUT = "mutation { signOut }"
STATE = "id status images { id url }"
FOLLOW = f"subscription($id: ID!) {{ generation(id: $id) {{ {STATE} }} }}"
WAIT = f"query($id: ID!, $wait: Int!) {{ generation(id: $id, wait: $wait) {{ {STATE} }} }}"
GRANT = """mutation($id: ID!, $credits: Int!, $reference: String!) {
  grantCredits(viewerId: $id, credits: $credits, reference: $reference) { total } }"""
CREDITS = "{ viewer { id credits { total used held remaining } } }"
SET_PREFERENCES = "mutation($said: JSON!) { setPreferences(preferences: $said) { preferences } }"
