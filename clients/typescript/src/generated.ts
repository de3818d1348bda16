// Generated from schema.graphql and operations/ by `make clients`: not to be changed by hand.

/** The text of an operation, and what it takes and brings. */
export type Operation<Result, Variables> = string & { readonly types?: (variables: Variables) => Result };

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** The shape of a headshot; see the catalog's aspectRatios. */
export type AspectRatio =
  | 'SQUARE'
  | 'PORTRAIT'
  | 'LANDSCAPE';

/** What an avatar is looked up by: one of these. */
export type AvatarBy =
  {   readonly id: string; readonly phone?: never; readonly email?: never; }
  |  { readonly id?: never;   readonly phone: PhoneInput; readonly email?: never; }
  |  { readonly id?: never; readonly phone?: never;   readonly email: string; };

/** A registration form. */
export type AvatarInput = {
  /** One of the catalog's events. */
  readonly event?: string;
  readonly name: string;
  readonly email: string;
  /** 10 to 15 digits, with or without its dial code; spaces, dashes and brackets do not count. */
  readonly phone: string;
  /** Of the phone, if it is not in it: 91 or +91. */
  readonly dialCode?: string | null | undefined;
  readonly district: string;
  /** One of the catalog's categories. */
  readonly category: string;
  readonly organization: string;
  readonly look: AvatarLook;
  readonly gender?: Gender;
  /** JPEG or PNG. */
  readonly photo: Blob;
  /** A client-made key: the same key never makes a second registration. */
  readonly idempotencyKey?: string | null | undefined;
};

/** As whom the guest is shown. */
export type AvatarLook =
  | 'SUPERHERO'
  | 'PROFESSIONAL'
  | 'WARRIOR';

/** Named after what is really drawn. */
export type CartoonStyle =
  | 'COMIC'
  | 'ANIME'
  | 'FLAT'
  | 'PAINT'
  | 'POP'
  | 'INK';

/** In `extensions.code` of every expected error, and in `Failure.code`. */
export type ErrorCode =
  /** Nobody is named, the token is over or unknown, or only people who signed in may ask this. What helps: send `x-device-id`, or sign in again and send `Authorization: Bearer …`. */
  | 'UNAUTHENTICATED'
  /** The tier does not include it (`tier`, `needs`, `allowed`), or it is for operators. What helps: ask for less, or in a tier that `needs` names; operators: `python main.py operator NAME`. */
  | 'FORBIDDEN'
  /** There is no such thing, it is gone, or it is somebody else's: all look the same. What helps: read the list anew; a cartoon goes once one of its photo is kept, and after a day. */
  | 'NOT_FOUND'
  /** An argument or a variable cannot be right; of a form `fields` has a sentence for each. What helps: mend what the sentence names, and send it again with the same idempotency key. */
  | 'BAD_USER_INPUT'
  /** The file is empty, damaged or no picture, whatever its name says. What helps: another file. */
  | 'INVALID_IMAGE'
  /** Too many bytes or pixels: at most `limit` are taken, and it has `size`. What helps: a smaller picture: `catalog { limits { kind maxUploadBytes } }`. */
  | 'IMAGE_TOO_LARGE'
  /** A picture of another format, `format`; `allowed` are those that are taken. What helps: JPEG, PNG or WebP; for avatars JPEG or PNG. */
  | 'UNSUPPORTED_IMAGE'
  /** There is no whole face to cut out or to make a headshot of. What helps: another photo or cartoon, with the face seen from the front. */
  | 'NO_FACE_FOUND'
  /** The words ask for what may not be drawn; `rule` has the kind of rule. What helps: other words. */
  | 'PROMPT_REJECTED'
  /** The link leads, or might lead, where nobody outside may look (docs/links.md). What helps: a public `https` link. */
  | 'UNSAFE_URL'
  /** What was drawn did not pass the check, or the engine refused to draw it; it is free. What helps: other words, or another photo. */
  | 'IMAGE_REJECTED'
  /** It may cost `needed`, and `remaining` are left beside `held` (docs/credits.md). What helps: fewer pictures, what is held coming back, signing in, or buying credits. */
  | 'INSUFFICIENT_CREDITS'
  /** The operator has switched this kind off. What helps: see `catalog { limits { kind available } }`. */
  | 'FEATURE_DISABLED'
  /** There is no room for another file; nothing was kept, and nothing was charged. What helps: operators: make room; it heals by itself. */
  | 'STORAGE_FULL'
  /** Nothing that draws this is set up, or none of it can be reached or takes its keys. What helps: operators: `python main.py doctor` says which and why. */
  | 'ENGINE_UNAVAILABLE'
  /** Drawing, or fetching the photo, took too long, several times. What helps: ask again; it was free. */
  | 'ENGINE_TIMEOUT'
  /** Drawing failed several times, or what drew it was lost; `retryable` says what to expect. What helps: ask again if `retryable`; it was free. */
  | 'ENGINE_FAILED'
  /** The idempotency key, or a payment's reference, stands for something else already; or another cartoon of that photo is being kept. What helps: a new key for a new wish; wait for the other one to end. */
  | 'CONFLICT'
  /** Too many calls a minute, codes an hour, or pictures a day. What helps: wait. */
  | 'RATE_LIMITED'
  /** Too much of yours, or of everybody's, waits to be drawn. What helps: wait. */
  | 'QUEUE_FULL'
  /** Changes since that cursor are not all kept any more (90 days). What helps: read `generations`, then subscribe without `after`. */
  | 'CURSOR_EXPIRED'
  /** A part we need does not answer, or this process is about to end. What helps: ask again, with the same idempotency key. */
  | 'UNAVAILABLE'
  /** The document is no GraphQL. What helps: mend it at `locations`. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not fit the schema. What helps: compare it with `schema.graphql`. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** The document is beyond a limit: `limit` names it, `maximum` is how much may be. What helps: ask for less at once, or in several calls. */
  | 'QUERY_TOO_COMPLEX'
  /** Only the hash of a query was sent. What helps: send its text; Apollo clients do so by themselves. */
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** Something of ours is broken; the log has it under `requestId`. What helps: try again in a moment; if it stays, report `requestId`. */
  | 'INTERNAL';

/** The newest registration of an e-mail address, or all that the viewer may see. */
export type FlushScope =
  | 'LATEST'
  | 'ALL';

/** Which variant of the look is drawn. */
export type Gender =
  | 'MALE'
  | 'FEMALE'
  | 'NEUTRAL';

/** What is made. */
export type GenerationKind =
  | 'CARTOON'
  | 'FACE'
  | 'HEADSHOT'
  | 'AVATAR'
  | 'PICTURES';

/** How far it is; the last three are endings. */
export type GenerationStatus =
  | 'QUEUED'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED';

/** Of whom somebody wants a headshot, and how. */
export type HeadshotInput = {
  /** A link to a photo, a JPEG, PNG or WebP, that anybody can open: https, at most 2,048 characters. */
  readonly imageUrl: string;
  readonly style: HeadshotStyle;
  readonly aspectRatio?: AspectRatio;
  /** A client-made key: the same key never makes a second generation. */
  readonly idempotencyKey?: string | null | undefined;
};

/** What is behind the person, and the light. */
export type HeadshotStyle =
  | 'CORPORATE'
  | 'CREATIVE'
  | 'CASUAL'
  | 'STUDIO';

/** A phone number, however it is written. */
export type PhoneInput = {
  /** With its dial code or without: then all that are dialled so within their countries are meant. */
  readonly number: string;
  /** If it is not in the number: 91 or +91. */
  readonly dialCode?: string | null | undefined;
};

/** How pictures made from words look. */
export type PictureStyle =
  | 'REALISTIC'
  | 'ARTISTIC'
  | 'MINIMAL'
  | 'VIBRANT';

/** What somebody wants to see. */
export type PicturesInput = {
  /** 1 to 500 characters in any script, spaces around them left out; an accent counts with its letter (code points of NFC). */
  readonly prompt: string;
  readonly style?: PictureStyle;
  /** How many different pictures: from 1 to the catalog's maxPictures. Without it 4, or as many as there may be. */
  readonly count?: number | null | undefined;
  /** 0 to 2147483647: the same one draws the same pictures. Without it any. */
  readonly seed?: number | null | undefined;
  /** Draw anew even if a similar wish was drawn before. */
  readonly fresh?: boolean;
  /** A client-made key: the same key never makes a second generation. */
  readonly idempotencyKey?: string | null | undefined;
};

export type RegenerateInput = {
  readonly originalId: string;
  readonly style?: CartoonStyle | null | undefined;
  readonly seed?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
};

/** What somebody may ask for, and how soon it is drawn. */
export type Tier =
  | 'FREE'
  | 'BASIC'
  | 'PREMIUM';

export type UploadInput = {
  readonly image: Blob;
  readonly style?: CartoonStyle;
  /** A client-made key: the same key never makes a second generation. */
  readonly idempotencyKey?: string | null | undefined;
};

/** What an entry of the usage log tells of: pictures that were made, a download, credits that came (or, on signing in, went), credits that were given back. */
export type UsageAction =
  | 'IMAGE_GENERATION'
  | 'IMAGE_DOWNLOAD'
  | 'CREDIT_GRANT'
  | 'CREDIT_REFUND';

export type CatalogQueryVariables = Exact<{ [key: string]: never; }>;

export type CatalogQuery = { readonly catalog: { readonly cartoonStyles: ReadonlyArray<CartoonStyle>, readonly headshotStyles: ReadonlyArray<HeadshotStyle>, readonly pictureStyles: ReadonlyArray<PictureStyle>, readonly avatarLooks: ReadonlyArray<AvatarLook>, readonly genders: ReadonlyArray<Gender>, readonly categories: ReadonlyArray<string>, readonly aspectRatios: ReadonlyArray<{ readonly ratio: AspectRatio, readonly width: number, readonly height: number }>, readonly events: ReadonlyArray<{ readonly slug: string, readonly title: string }>, readonly limits: ReadonlyArray<{ readonly kind: GenerationKind, readonly available: boolean, readonly maxUploadBytes: number | null, readonly mimeTypes: ReadonlyArray<string> | null, readonly maxPictures: number, readonly maxPromptLength: number | null, readonly maxLinkLength: number | null, readonly lifetimeSeconds: number | null }>, readonly prices: ReadonlyArray<{ readonly kind: GenerationKind, readonly credits: number, readonly cachedCredits: number }>, readonly tiers: ReadonlyArray<{ readonly tier: Tier, readonly kinds: ReadonlyArray<GenerationKind>, readonly picturesPerGeneration: number, readonly picturesPerDay: number | null, readonly pace: number, readonly weight: number, readonly atOnce: number }>, readonly engines: ReadonlyArray<{ readonly name: string, readonly kinds: ReadonlyArray<GenerationKind>, readonly available: boolean }> } };

type ImageParts_Cartoon_Fragment = { readonly __typename: 'Cartoon', readonly id: string, readonly placeholder: string | null, readonly mimeType: string | null, readonly width: number | null, readonly height: number | null, readonly fileSize: number | null, readonly createdAt: string, readonly url: string, readonly medium: string, readonly thumbnail: string };

type ImageParts_Face_Fragment = { readonly __typename: 'Face', readonly id: string, readonly placeholder: string | null, readonly mimeType: string | null, readonly width: number | null, readonly height: number | null, readonly fileSize: number | null, readonly createdAt: string, readonly url: string, readonly medium: string, readonly thumbnail: string };

type ImageParts_Original_Fragment = { readonly __typename: 'Original', readonly id: string, readonly placeholder: string | null, readonly mimeType: string | null, readonly width: number | null, readonly height: number | null, readonly fileSize: number | null, readonly createdAt: string, readonly url: string, readonly medium: string, readonly thumbnail: string };

type ImageParts_Photo_Fragment = { readonly __typename: 'Photo', readonly id: string, readonly placeholder: string | null, readonly mimeType: string | null, readonly width: number | null, readonly height: number | null, readonly fileSize: number | null, readonly createdAt: string, readonly url: string, readonly medium: string, readonly thumbnail: string };

type ImageParts_Picture_Fragment = { readonly __typename: 'Picture', readonly id: string, readonly placeholder: string | null, readonly mimeType: string | null, readonly width: number | null, readonly height: number | null, readonly fileSize: number | null, readonly createdAt: string, readonly url: string, readonly medium: string, readonly thumbnail: string };

export type ImagePartsFragment =
  | ImageParts_Cartoon_Fragment
  | ImageParts_Face_Fragment
  | ImageParts_Original_Fragment
  | ImageParts_Photo_Fragment
  | ImageParts_Picture_Fragment
;

export type CartoonPartsFragment = (
  { readonly style: CartoonStyle, readonly seed: number, readonly expiresAt: string }
  & ImageParts_Cartoon_Fragment
);

export type FacePartsFragment = (
  { readonly originalId: string, readonly sourceCartoonId: string }
  & ImageParts_Face_Fragment
);

export type PicturePartsFragment = (
  { readonly prompt: string | null, readonly style: string, readonly engine: string }
  & ImageParts_Picture_Fragment
);

export type OriginalPartsFragment = (
  { readonly cartoons: ReadonlyArray<CartoonPartsFragment> }
  & ImageParts_Original_Fragment
);

export type FailurePartsFragment = { readonly code: ErrorCode, readonly message: string, readonly retryable: boolean };

export type GenerationPartsFragment = { readonly id: string, readonly kind: GenerationKind, readonly status: GenerationStatus, readonly progress: number, readonly stage: string, readonly revision: number, readonly attempt: number, readonly engine: string, readonly prompt: string | null, readonly sourceUrl: string | null, readonly count: number, readonly cached: boolean, readonly cost: number, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly failure: FailurePartsFragment | null, readonly original: { readonly id: string } | null, readonly images: ReadonlyArray<
    | ImageParts_Cartoon_Fragment
    | ImageParts_Face_Fragment
    | ImageParts_Original_Fragment
    | ImageParts_Photo_Fragment
    | ImageParts_Picture_Fragment
  > };

export type AvatarPartsFragment = { readonly id: string, readonly event: string, readonly name: string, readonly email: string, readonly phone: string, readonly district: string, readonly category: string, readonly organization: string, readonly look: AvatarLook, readonly gender: Gender, readonly createdAt: string, readonly updatedAt: string, readonly generation: GenerationPartsFragment | null, readonly photo: ImageParts_Photo_Fragment | null, readonly rawImage: PicturePartsFragment | null, readonly finalImage: PicturePartsFragment | null };

export type CreditsPartsFragment = { readonly tier: Tier, readonly total: number, readonly used: number, readonly held: number, readonly remaining: number, readonly lastPurchaseAt: string | null };

export type ViewerPartsFragment = { readonly id: string, readonly deviceId: string | null, readonly email: string | null, readonly emailVerified: boolean, readonly createdAt: string, readonly lastActiveAt: string, readonly preferences: unknown, readonly credits: CreditsPartsFragment };

export type SessionPartsFragment = { readonly token: string, readonly expiresAt: string, readonly viewer: ViewerPartsFragment };

export type PagePartsFragment = { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null };

export type GenerationQueryVariables = Exact<{
  id: string;
  wait?: number;
}>;

export type GenerationQuery = { readonly generation: GenerationPartsFragment | null };

export type GenerationsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  kind?: GenerationKind | null | undefined;
}>;

export type GenerationsQuery = { readonly generations: { readonly pageInfo: PagePartsFragment, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: GenerationPartsFragment }> } };

export type CancelGenerationMutationVariables = Exact<{
  id: string;
}>;

export type CancelGenerationMutation = { readonly cancelGeneration: GenerationPartsFragment };

export type FollowSubscriptionVariables = Exact<{
  id: string;
}>;

export type FollowSubscription = { readonly generation: GenerationPartsFragment };

export type ChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  kind?: GenerationKind | null | undefined;
}>;

export type ChangesSubscription = { readonly generations: { readonly cursor: string, readonly generation: GenerationPartsFragment } };

export type GenerateAvatarMutationVariables = Exact<{
  input: AvatarInput;
}>;

export type GenerateAvatarMutation = { readonly generateAvatar: AvatarPartsFragment };

export type AvatarQueryVariables = Exact<{
  by: AvatarBy;
}>;

export type AvatarQuery = { readonly avatar: AvatarPartsFragment | null };

export type FlushMutationVariables = Exact<{
  email: string;
  scope?: FlushScope;
  confirm?: boolean;
}>;

export type FlushMutation = { readonly flush: { readonly flushed: boolean, readonly requiresConfirmation: boolean, readonly message: string, readonly records: number, readonly avatar: AvatarPartsFragment } };

export type AnalyticsQueryVariables = Exact<{
  since: string;
  until?: string | null | undefined;
}>;

export type AnalyticsQuery = { readonly analytics: { readonly since: string, readonly until: string, readonly rows: ReadonlyArray<{ readonly day: string, readonly engine: string, readonly kind: GenerationKind, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly cached: number, readonly pictures: number, readonly credits: number, readonly providerCost: number, readonly p50Ms: number, readonly p95Ms: number }> } };

export type GrantCreditsMutationVariables = Exact<{
  viewerId: string;
  credits: number;
  reference: string;
  tier?: Tier | null | undefined;
  refundOf?: string | null | undefined;
}>;

export type GrantCreditsMutation = { readonly grantCredits: CreditsPartsFragment };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;

export type ViewerQuery = { readonly viewer: ViewerPartsFragment };

export type UsageQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;

export type UsageQuery = { readonly viewer: { readonly usage: { readonly pageInfo: PagePartsFragment, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly id: string, readonly action: UsageAction, readonly credits: number, readonly ofDevice: boolean, readonly metadata: unknown, readonly createdAt: string, readonly generation: { readonly id: string, readonly kind: GenerationKind, readonly prompt: string | null } | null } }> } } };

export type NodeQueryVariables = Exact<{
  id: string;
}>;

export type NodeQuery = { readonly node:
    | (
      { readonly __typename: 'Avatar', readonly id: string }
      & AvatarPartsFragment
    )
    | (
      { readonly __typename: 'Cartoon', readonly id: string }
      & ImageParts_Cartoon_Fragment
    )
    | (
      { readonly __typename: 'Face', readonly id: string }
      & ImageParts_Face_Fragment
    )
    | (
      { readonly __typename: 'Generation', readonly id: string }
      & GenerationPartsFragment
    )
    | (
      { readonly __typename: 'Original', readonly id: string }
      & ImageParts_Original_Fragment
    )
    | (
      { readonly __typename: 'Photo', readonly id: string }
      & ImageParts_Photo_Fragment
    )
    | (
      { readonly __typename: 'Picture', readonly id: string }
      & ImageParts_Picture_Fragment
    )
    | { readonly __typename: 'UsageEntry', readonly id: string }
   | null };

export type RequestCodeMutationVariables = Exact<{
  email: string;
}>;

export type RequestCodeMutation = { readonly requestCode: { readonly email: string, readonly expiresAt: string } };

export type VerifyCodeMutationVariables = Exact<{
  email: string;
  code: string;
}>;

export type VerifyCodeMutation = { readonly verifyCode: SessionPartsFragment };

export type RefreshSessionMutationVariables = Exact<{ [key: string]: never; }>;

export type RefreshSessionMutation = { readonly refreshSession: SessionPartsFragment };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;

export type SignOutMutation = { readonly signOut: boolean };

export type SetPreferencesMutationVariables = Exact<{
  preferences: unknown;
}>;

export type SetPreferencesMutation = { readonly setPreferences: ViewerPartsFragment };

export type UploadMutationVariables = Exact<{
  input: UploadInput;
}>;

export type UploadMutation = { readonly upload: { readonly original: OriginalPartsFragment, readonly generation: GenerationPartsFragment } };

export type RegenerateMutationVariables = Exact<{
  input: RegenerateInput;
}>;

export type RegenerateMutation = { readonly regenerate: GenerationPartsFragment };

export type DownloadMutationVariables = Exact<{
  cartoonId: string;
  idempotencyKey?: string | null | undefined;
}>;

export type DownloadMutation = { readonly download: GenerationPartsFragment };

export type OriginalsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;

export type OriginalsQuery = { readonly originals: { readonly pageInfo: PagePartsFragment, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: OriginalPartsFragment }> } };

export type OriginalQueryVariables = Exact<{
  id: string;
}>;

export type OriginalQuery = { readonly original: (
    { readonly faces: { readonly edges: ReadonlyArray<{ readonly node: FacePartsFragment }> } }
    & OriginalPartsFragment
  ) | null };

export type DownloadedFacesQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;

export type DownloadedFacesQuery = { readonly downloadedFaces: { readonly pageInfo: PagePartsFragment, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: (
        { readonly original: ImageParts_Original_Fragment | null }
        & FacePartsFragment
      ) }> } };

export type DeleteImageMutationVariables = Exact<{
  id: string;
}>;

export type DeleteImageMutation = { readonly deleteImage: string };

export type GeneratePicturesMutationVariables = Exact<{
  input: PicturesInput;
}>;

export type GeneratePicturesMutation = { readonly generatePictures: GenerationPartsFragment };

export type GenerateHeadshotMutationVariables = Exact<{
  input: HeadshotInput;
}>;

export type GenerateHeadshotMutation = { readonly generateHeadshot: GenerationPartsFragment };

export type PicturesQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;

export type PicturesQuery = { readonly pictures: { readonly pageInfo: PagePartsFragment, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: PicturePartsFragment }> } };

export type DownloadPictureMutationVariables = Exact<{
  id: string;
}>;

export type DownloadPictureMutation = { readonly downloadPicture: { readonly url: string, readonly expiresAt: string } };

const ImageParts = "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}";
const CartoonParts = "fragment CartoonParts on Cartoon{...ImageParts style seed expiresAt}";
const FaceParts = "fragment FaceParts on Face{...ImageParts originalId sourceCartoonId}";
const PictureParts = "fragment PictureParts on Picture{...ImageParts prompt style engine}";
const OriginalParts = "fragment OriginalParts on Original{...ImageParts cartoons{...CartoonParts}}";
const FailureParts = "fragment FailureParts on Failure{code message retryable}";
const GenerationParts = "fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}";
const AvatarParts = "fragment AvatarParts on Avatar{id event name email phone district category organization look gender createdAt updatedAt generation{...GenerationParts}photo{...ImageParts}rawImage{...PictureParts}finalImage{...PictureParts}}";
const CreditsParts = "fragment CreditsParts on Credits{tier total used held remaining lastPurchaseAt}";
const ViewerParts = "fragment ViewerParts on Viewer{id deviceId email emailVerified createdAt lastActiveAt preferences credits{...CreditsParts}}";
const SessionParts = "fragment SessionParts on Session{token expiresAt viewer{...ViewerParts}}";
const PageParts = "fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}";
export const Catalog: Operation<CatalogQuery, CatalogQueryVariables> =
  "query Catalog{catalog{cartoonStyles headshotStyles pictureStyles avatarLooks genders categories aspectRatios{ratio width height}events{slug title}limits{kind available maxUploadBytes mimeTypes maxPictures maxPromptLength maxLinkLength lifetimeSeconds}prices{kind credits cachedCredits}tiers{tier kinds picturesPerGeneration picturesPerDay pace weight atOnce}engines{name kinds available}}}";
export const Generation: Operation<GenerationQuery, GenerationQueryVariables> =
  "query Generation($id:ID!$wait:Int!=0){generation(id:$id wait:$wait){...GenerationParts}}" + ImageParts + FailureParts + GenerationParts;
export const Generations: Operation<GenerationsQuery, GenerationsQueryVariables> =
  "query Generations($first:Int!=20$after:String$kind:GenerationKind){generations(first:$first after:$after kind:$kind){pageInfo{...PageParts}edges{cursor node{...GenerationParts}}}}" + ImageParts + FailureParts + GenerationParts + PageParts;
export const CancelGeneration: Operation<CancelGenerationMutation, CancelGenerationMutationVariables> =
  "mutation CancelGeneration($id:ID!){cancelGeneration(id:$id){...GenerationParts}}" + ImageParts + FailureParts + GenerationParts;
export const Follow: Operation<FollowSubscription, FollowSubscriptionVariables> =
  "subscription Follow($id:ID!){generation(id:$id){...GenerationParts}}" + ImageParts + FailureParts + GenerationParts;
export const Changes: Operation<ChangesSubscription, ChangesSubscriptionVariables> =
  "subscription Changes($after:String$kind:GenerationKind){generations(after:$after kind:$kind){cursor generation{...GenerationParts}}}" + ImageParts + FailureParts + GenerationParts;
export const GenerateAvatar: Operation<GenerateAvatarMutation, GenerateAvatarMutationVariables> =
  "mutation GenerateAvatar($input:AvatarInput!){generateAvatar(input:$input){...AvatarParts}}" + ImageParts + PictureParts + FailureParts + GenerationParts + AvatarParts;
export const Avatar: Operation<AvatarQuery, AvatarQueryVariables> =
  "query Avatar($by:AvatarBy!){avatar(by:$by){...AvatarParts}}" + ImageParts + PictureParts + FailureParts + GenerationParts + AvatarParts;
export const Flush: Operation<FlushMutation, FlushMutationVariables> =
  "mutation Flush($email:String!$scope:FlushScope!=LATEST$confirm:Boolean!=false){flush(email:$email scope:$scope confirm:$confirm){flushed requiresConfirmation message records avatar{...AvatarParts}}}" + ImageParts + PictureParts + FailureParts + GenerationParts + AvatarParts;
export const Analytics: Operation<AnalyticsQuery, AnalyticsQueryVariables> =
  "query Analytics($since:DateTime!$until:DateTime){analytics(since:$since until:$until){since until rows{day engine kind succeeded failed cancelled cached pictures credits providerCost p50Ms p95Ms}}}";
export const GrantCredits: Operation<GrantCreditsMutation, GrantCreditsMutationVariables> =
  "mutation GrantCredits($viewerId:ID!$credits:Int!$reference:String!$tier:Tier$refundOf:ID){grantCredits(viewerId:$viewerId credits:$credits reference:$reference tier:$tier refundOf:$refundOf){...CreditsParts}}" + CreditsParts;
export const Viewer: Operation<ViewerQuery, ViewerQueryVariables> =
  "query Viewer{viewer{...ViewerParts}}" + CreditsParts + ViewerParts;
export const Usage: Operation<UsageQuery, UsageQueryVariables> =
  "query Usage($first:Int!=20$after:String){viewer{usage(first:$first after:$after){pageInfo{...PageParts}edges{cursor node{id action credits ofDevice metadata createdAt generation{id kind prompt}}}}}}" + PageParts;
export const Node: Operation<NodeQuery, NodeQueryVariables> =
  "query Node($id:ID!){node(id:$id){__typename id ...ImageParts ...GenerationParts ...AvatarParts}}" + ImageParts + PictureParts + FailureParts + GenerationParts + AvatarParts;
export const RequestCode: Operation<RequestCodeMutation, RequestCodeMutationVariables> =
  "mutation RequestCode($email:String!){requestCode(email:$email){email expiresAt}}";
export const VerifyCode: Operation<VerifyCodeMutation, VerifyCodeMutationVariables> =
  "mutation VerifyCode($email:String!$code:String!){verifyCode(email:$email code:$code){...SessionParts}}" + CreditsParts + ViewerParts + SessionParts;
export const RefreshSession: Operation<RefreshSessionMutation, RefreshSessionMutationVariables> =
  "mutation RefreshSession{refreshSession{...SessionParts}}" + CreditsParts + ViewerParts + SessionParts;
export const SignOut: Operation<SignOutMutation, SignOutMutationVariables> =
  "mutation SignOut{signOut}";
export const SetPreferences: Operation<SetPreferencesMutation, SetPreferencesMutationVariables> =
  "mutation SetPreferences($preferences:JSON!){setPreferences(preferences:$preferences){...ViewerParts}}" + CreditsParts + ViewerParts;
export const Upload: Operation<UploadMutation, UploadMutationVariables> =
  "mutation Upload($input:UploadInput!){upload(input:$input){original{...OriginalParts}generation{...GenerationParts}}}" + ImageParts + CartoonParts + OriginalParts + FailureParts + GenerationParts;
export const Regenerate: Operation<RegenerateMutation, RegenerateMutationVariables> =
  "mutation Regenerate($input:RegenerateInput!){regenerate(input:$input){...GenerationParts}}" + ImageParts + FailureParts + GenerationParts;
export const Download: Operation<DownloadMutation, DownloadMutationVariables> =
  "mutation Download($cartoonId:ID!$idempotencyKey:String){download(cartoonId:$cartoonId idempotencyKey:$idempotencyKey){...GenerationParts}}" + ImageParts + FailureParts + GenerationParts;
export const Originals: Operation<OriginalsQuery, OriginalsQueryVariables> =
  "query Originals($first:Int!=20$after:String){originals(first:$first after:$after){pageInfo{...PageParts}edges{cursor node{...OriginalParts}}}}" + ImageParts + CartoonParts + OriginalParts + PageParts;
export const Original: Operation<OriginalQuery, OriginalQueryVariables> =
  "query Original($id:ID!){original(id:$id){...OriginalParts faces{edges{node{...FaceParts}}}}}" + ImageParts + CartoonParts + FaceParts + OriginalParts;
export const DownloadedFaces: Operation<DownloadedFacesQuery, DownloadedFacesQueryVariables> =
  "query DownloadedFaces($first:Int!=20$after:String){downloadedFaces(first:$first after:$after){pageInfo{...PageParts}edges{cursor node{...FaceParts original{...ImageParts}}}}}" + ImageParts + FaceParts + PageParts;
export const DeleteImage: Operation<DeleteImageMutation, DeleteImageMutationVariables> =
  "mutation DeleteImage($id:ID!){deleteImage(id:$id)}";
export const GeneratePictures: Operation<GeneratePicturesMutation, GeneratePicturesMutationVariables> =
  "mutation GeneratePictures($input:PicturesInput!){generatePictures(input:$input){...GenerationParts}}" + ImageParts + FailureParts + GenerationParts;
export const GenerateHeadshot: Operation<GenerateHeadshotMutation, GenerateHeadshotMutationVariables> =
  "mutation GenerateHeadshot($input:HeadshotInput!){generateHeadshot(input:$input){...GenerationParts}}" + ImageParts + FailureParts + GenerationParts;
export const Pictures: Operation<PicturesQuery, PicturesQueryVariables> =
  "query Pictures($first:Int!=20$after:String){pictures(first:$first after:$after){pageInfo{...PageParts}edges{cursor node{...PictureParts}}}}" + ImageParts + PictureParts + PageParts;
export const DownloadPicture: Operation<DownloadPictureMutation, DownloadPictureMutationVariables> =
  "mutation DownloadPicture($id:ID!){downloadPicture(id:$id){url expiresAt}}";
