// What apps import.
export { all, type Connection, Visage, type VisageOptions } from "./visage.js";
export { type Code, type DetailsOf, isVisageError, type VisageError } from "./errors.js";
export type { CallOptions, UploadOptions } from "./http.js";
export { keptDeviceId, uuid } from "./identity.js";
export { type Change, type ChangesOptions, hasEnded } from "./subscriptions.js";
export type { Progress } from "./uploads.js";
export type {
  AspectRatio,
  AvatarBy,
  AvatarInput,
  AvatarLook,
  AvatarPartsFragment as Avatar,
  CartoonPartsFragment as Cartoon,
  CartoonStyle,
  CreditsPartsFragment as Credits,
  ErrorCode,
  FacePartsFragment as Face,
  FailurePartsFragment as Failure,
  FlushScope,
  Gender,
  GenerationKind,
  GenerationPartsFragment as Generation,
  GenerationStatus,
  HeadshotInput,
  HeadshotStyle,
  ImagePartsFragment as Image,
  OriginalPartsFragment as Original,
  PicturePartsFragment as Picture,
  PicturesInput,
  PictureStyle,
  RegenerateInput,
  SessionPartsFragment as Session,
  Tier,
  UploadInput,
  UsageAction,
  ViewerPartsFragment as Viewer,
} from "./generated.js";
