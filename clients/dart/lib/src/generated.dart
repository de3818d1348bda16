// Generated from schema.graphql and operations/ by `make clients`: not to be changed by hand.
// ignore_for_file: lines_longer_than_80_chars

import 'photo.dart';

/// The text of an operation, and how to read what it brings.
class VisageOperation<T> {
  const VisageOperation(this.name, this.text, this.read);

  final String name;
  final String text;
  final T Function(Map<String, Object?> data) read;
}

T _object<T>(Object? json, T Function(Map<String, Object?>) read) =>
    read(json! as Map<String, Object?>);

T? _maybe<T>(Object? json, T Function(Object?) read) => json == null ? null : read(json);

List<T> _list<T>(Object? json, T Function(Object?) read) =>
    [for (final each in json! as List<Object?>) read(each)];

Map<String, Object?> _given(Map<String, Object?> fields) =>
    fields..removeWhere((_, value) => value == null);

/// The shape of a headshot; see the catalog's aspectRatios.
enum HeadshotRatio {
  square('SQUARE'),
  portrait('PORTRAIT'),
  landscape('LANDSCAPE'),

  /// One that only a newer server knows.
  unknown('');

  const HeadshotRatio(this.wire);

  /// As it is sent.
  final String wire;

  static HeadshotRatio of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// As whom the guest is shown.
enum AvatarLook {
  superhero('SUPERHERO'),
  professional('PROFESSIONAL'),
  warrior('WARRIOR'),

  /// One that only a newer server knows.
  unknown('');

  const AvatarLook(this.wire);

  /// As it is sent.
  final String wire;

  static AvatarLook of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// Named after what is really drawn.
enum CartoonStyle {
  comic('COMIC'),
  anime('ANIME'),
  flat('FLAT'),
  paint('PAINT'),
  pop('POP'),
  ink('INK'),

  /// One that only a newer server knows.
  unknown('');

  const CartoonStyle(this.wire);

  /// As it is sent.
  final String wire;

  static CartoonStyle of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// In `extensions.code` of every expected error, and in `Failure.code`.
enum ErrorCode {
  unauthenticated('UNAUTHENTICATED'),
  forbidden('FORBIDDEN'),
  notFound('NOT_FOUND'),
  badUserInput('BAD_USER_INPUT'),
  invalidImage('INVALID_IMAGE'),
  imageTooLarge('IMAGE_TOO_LARGE'),
  unsupportedImage('UNSUPPORTED_IMAGE'),
  noFaceFound('NO_FACE_FOUND'),
  promptRejected('PROMPT_REJECTED'),
  unsafeUrl('UNSAFE_URL'),
  imageRejected('IMAGE_REJECTED'),
  insufficientCredits('INSUFFICIENT_CREDITS'),
  featureDisabled('FEATURE_DISABLED'),
  storageFull('STORAGE_FULL'),
  engineUnavailable('ENGINE_UNAVAILABLE'),
  engineTimeout('ENGINE_TIMEOUT'),
  engineFailed('ENGINE_FAILED'),
  conflict('CONFLICT'),
  rateLimited('RATE_LIMITED'),
  queueFull('QUEUE_FULL'),
  cursorExpired('CURSOR_EXPIRED'),
  unavailable('UNAVAILABLE'),
  graphqlParseFailed('GRAPHQL_PARSE_FAILED'),
  graphqlValidationFailed('GRAPHQL_VALIDATION_FAILED'),
  queryTooComplex('QUERY_TOO_COMPLEX'),
  persistedQueryNotSupported('PERSISTED_QUERY_NOT_SUPPORTED'),
  internal('INTERNAL'),

  /// One that only a newer server knows.
  unknown('');

  const ErrorCode(this.wire);

  /// As it is sent.
  final String wire;

  static ErrorCode of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// The newest registration of an e-mail address, or all that the viewer may see.
enum FlushScope {
  latest('LATEST'),
  all('ALL'),

  /// One that only a newer server knows.
  unknown('');

  const FlushScope(this.wire);

  /// As it is sent.
  final String wire;

  static FlushScope of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// Which variant of the look is drawn.
enum Gender {
  male('MALE'),
  female('FEMALE'),
  neutral('NEUTRAL'),

  /// One that only a newer server knows.
  unknown('');

  const Gender(this.wire);

  /// As it is sent.
  final String wire;

  static Gender of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// What is made.
enum GenerationKind {
  cartoon('CARTOON'),
  face('FACE'),
  headshot('HEADSHOT'),
  avatar('AVATAR'),
  pictures('PICTURES'),

  /// One that only a newer server knows.
  unknown('');

  const GenerationKind(this.wire);

  /// As it is sent.
  final String wire;

  static GenerationKind of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// How far it is; the last three are endings.
enum GenerationStatus {
  queued('QUEUED'),
  running('RUNNING'),
  succeeded('SUCCEEDED'),
  failed('FAILED'),
  cancelled('CANCELLED'),

  /// One that only a newer server knows.
  unknown('');

  const GenerationStatus(this.wire);

  /// As it is sent.
  final String wire;

  static GenerationStatus of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// What is behind the person, and the light.
enum HeadshotStyle {
  corporate('CORPORATE'),
  creative('CREATIVE'),
  casual('CASUAL'),
  studio('STUDIO'),

  /// One that only a newer server knows.
  unknown('');

  const HeadshotStyle(this.wire);

  /// As it is sent.
  final String wire;

  static HeadshotStyle of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// The longest side: 256 px, 1024 px, or as it is.
enum ImageVariant {
  thumbnail('THUMBNAIL'),
  medium('MEDIUM'),
  full('FULL'),

  /// One that only a newer server knows.
  unknown('');

  const ImageVariant(this.wire);

  /// As it is sent.
  final String wire;

  static ImageVariant of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// How pictures made from words look.
enum PictureStyle {
  realistic('REALISTIC'),
  artistic('ARTISTIC'),
  minimal('MINIMAL'),
  vibrant('VIBRANT'),

  /// One that only a newer server knows.
  unknown('');

  const PictureStyle(this.wire);

  /// As it is sent.
  final String wire;

  static PictureStyle of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// What somebody may ask for, and how soon it is drawn.
enum Tier {
  free('FREE'),
  basic('BASIC'),
  premium('PREMIUM'),

  /// One that only a newer server knows.
  unknown('');

  const Tier(this.wire);

  /// As it is sent.
  final String wire;

  static Tier of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// What an entry of the usage log tells of: pictures that were made, a download, credits that
/// came (or, on signing in, went), credits that were given back.
enum UsageAction {
  imageGeneration('IMAGE_GENERATION'),
  imageDownload('IMAGE_DOWNLOAD'),
  creditGrant('CREDIT_GRANT'),
  creditRefund('CREDIT_REFUND'),

  /// One that only a newer server knows.
  unknown('');

  const UsageAction(this.wire);

  /// As it is sent.
  final String wire;

  static UsageAction of(Object? wire) =>
      values.firstWhere((each) => each.wire == wire, orElse: () => unknown);
}

/// What an avatar is looked up by: one of these.
class AvatarBy {
  const AvatarBy({
    this.id,
    this.phone,
    this.email,
  });

  final String? id;
  final PhoneInput? phone;
  final String? email;

  Map<String, Object?> toJson() => _given({
        'id': id,
        'phone': phone?.toJson(),
        'email': email,
      });
}

/// A registration form.
class AvatarInput {
  const AvatarInput({
    this.event,
    required this.name,
    required this.email,
    required this.phone,
    this.dialCode,
    required this.district,
    required this.category,
    required this.organization,
    required this.look,
    this.gender,
    required this.photo,
    this.idempotencyKey,
  });

  /// One of the catalog's events.
  final String? event;
  final String name;
  final String email;
  /// 10 to 15 digits, with or without its dial code; spaces, dashes and brackets do not
  /// count.
  final String phone;
  /// Of the phone, if it is not in it: 91 or +91.
  final String? dialCode;
  final String district;
  /// One of the catalog's categories.
  final String category;
  final String organization;
  final AvatarLook look;
  final Gender? gender;
  /// JPEG or PNG.
  final Photo photo;
  /// A client-made key: the same key never makes a second registration.
  final String? idempotencyKey;

  Map<String, Object?> toJson() => _given({
        'event': event,
        'name': name,
        'email': email,
        'phone': phone,
        'dialCode': dialCode,
        'district': district,
        'category': category,
        'organization': organization,
        'look': look.wire,
        'gender': gender?.wire,
        'photo': photo.toFile(),
        'idempotencyKey': idempotencyKey,
      });
}

/// Of whom somebody wants a headshot, and how.
class HeadshotInput {
  const HeadshotInput({
    required this.imageUrl,
    required this.style,
    this.aspectRatio,
    this.idempotencyKey,
  });

  /// A link to a photo, a JPEG, PNG or WebP, that anybody can open: https, at most 2,048
  /// characters.
  final String imageUrl;
  final HeadshotStyle style;
  final HeadshotRatio? aspectRatio;
  /// A client-made key: the same key never makes a second generation.
  final String? idempotencyKey;

  Map<String, Object?> toJson() => _given({
        'imageUrl': imageUrl,
        'style': style.wire,
        'aspectRatio': aspectRatio?.wire,
        'idempotencyKey': idempotencyKey,
      });
}

/// A phone number, however it is written.
class PhoneInput {
  const PhoneInput({
    required this.number,
    this.dialCode,
  });

  /// With its dial code or without: then all that are dialled so within their countries are
  /// meant.
  final String number;
  /// If it is not in the number: 91 or +91.
  final String? dialCode;

  Map<String, Object?> toJson() => _given({
        'number': number,
        'dialCode': dialCode,
      });
}

/// What somebody wants to see.
class PicturesInput {
  const PicturesInput({
    required this.prompt,
    this.style,
    this.count,
    this.seed,
    this.fresh,
    this.idempotencyKey,
  });

  /// 1 to 500 characters in any script, spaces around them left out; an accent counts with
  /// its letter (code points of NFC).
  final String prompt;
  final PictureStyle? style;
  /// How many different pictures: from 1 to the catalog's maxPictures. Without it 4, or as
  /// many as there may be.
  final int? count;
  /// 0 to 2147483647: the same one draws the same pictures. Without it any.
  final int? seed;
  /// Draw anew even if a similar wish was drawn before.
  final bool? fresh;
  /// A client-made key: the same key never makes a second generation.
  final String? idempotencyKey;

  Map<String, Object?> toJson() => _given({
        'prompt': prompt,
        'style': style?.wire,
        'count': count,
        'seed': seed,
        'fresh': fresh,
        'idempotencyKey': idempotencyKey,
      });
}

class RegenerateInput {
  const RegenerateInput({
    required this.originalId,
    this.style,
    this.seed,
    this.idempotencyKey,
  });

  final String originalId;
  final CartoonStyle? style;
  final int? seed;
  final String? idempotencyKey;

  Map<String, Object?> toJson() => _given({
        'originalId': originalId,
        'style': style?.wire,
        'seed': seed,
        'idempotencyKey': idempotencyKey,
      });
}

class UploadInput {
  const UploadInput({
    required this.image,
    this.style,
    this.idempotencyKey,
  });

  final Photo image;
  final CartoonStyle? style;
  /// A client-made key: the same key never makes a second generation.
  final String? idempotencyKey;

  Map<String, Object?> toJson() => _given({
        'image': image.toFile(),
        'style': style?.wire,
        'idempotencyKey': idempotencyKey,
      });
}

class ImageParts {
  const ImageParts({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    required this.createdAt,
    required this.url,
    required this.medium,
    required this.thumbnail,
  });

  ImageParts.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: DateTime.parse(json['createdAt'] as String),
          url: json['url'] as String,
          medium: json['medium'] as String,
          thumbnail: json['thumbnail'] as String,
        );

  final String typename;
  final String id;
  final String? placeholder;
  final String? mimeType;
  final int? width;
  final int? height;
  final int? fileSize;
  final DateTime createdAt;
  final String url;
  final String medium;
  final String thumbnail;
}

class CartoonParts implements ImageParts {
  const CartoonParts({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    required this.createdAt,
    required this.url,
    required this.medium,
    required this.thumbnail,
    required this.style,
    required this.seed,
    required this.expiresAt,
  });

  CartoonParts.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: DateTime.parse(json['createdAt'] as String),
          url: json['url'] as String,
          medium: json['medium'] as String,
          thumbnail: json['thumbnail'] as String,
          style: CartoonStyle.of(json['style']),
          seed: json['seed'] as int,
          expiresAt: DateTime.parse(json['expiresAt'] as String),
        );

  @override
  final String typename;
  @override
  final String id;
  @override
  final String? placeholder;
  @override
  final String? mimeType;
  @override
  final int? width;
  @override
  final int? height;
  @override
  final int? fileSize;
  @override
  final DateTime createdAt;
  @override
  final String url;
  @override
  final String medium;
  @override
  final String thumbnail;
  final CartoonStyle style;
  final int seed;
  final DateTime expiresAt;
}

class FaceParts implements ImageParts {
  const FaceParts({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    required this.createdAt,
    required this.url,
    required this.medium,
    required this.thumbnail,
    required this.originalId,
    required this.sourceCartoonId,
  });

  FaceParts.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: DateTime.parse(json['createdAt'] as String),
          url: json['url'] as String,
          medium: json['medium'] as String,
          thumbnail: json['thumbnail'] as String,
          originalId: json['originalId'] as String,
          sourceCartoonId: json['sourceCartoonId'] as String,
        );

  @override
  final String typename;
  @override
  final String id;
  @override
  final String? placeholder;
  @override
  final String? mimeType;
  @override
  final int? width;
  @override
  final int? height;
  @override
  final int? fileSize;
  @override
  final DateTime createdAt;
  @override
  final String url;
  @override
  final String medium;
  @override
  final String thumbnail;
  final String originalId;
  final String sourceCartoonId;
}

class PictureParts implements ImageParts {
  const PictureParts({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    required this.createdAt,
    required this.url,
    required this.medium,
    required this.thumbnail,
    this.prompt,
    required this.style,
    required this.engine,
  });

  PictureParts.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: DateTime.parse(json['createdAt'] as String),
          url: json['url'] as String,
          medium: json['medium'] as String,
          thumbnail: json['thumbnail'] as String,
          prompt: _maybe(json['prompt'], (it) => it as String),
          style: json['style'] as String,
          engine: json['engine'] as String,
        );

  @override
  final String typename;
  @override
  final String id;
  @override
  final String? placeholder;
  @override
  final String? mimeType;
  @override
  final int? width;
  @override
  final int? height;
  @override
  final int? fileSize;
  @override
  final DateTime createdAt;
  @override
  final String url;
  @override
  final String medium;
  @override
  final String thumbnail;
  final String? prompt;
  final String style;
  final String engine;
}

class OriginalParts implements ImageParts {
  const OriginalParts({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    required this.createdAt,
    required this.url,
    required this.medium,
    required this.thumbnail,
    required this.cartoons,
  });

  OriginalParts.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: DateTime.parse(json['createdAt'] as String),
          url: json['url'] as String,
          medium: json['medium'] as String,
          thumbnail: json['thumbnail'] as String,
          cartoons: _list(json['cartoons'], (each) => _object(each, CartoonParts.fromJson)),
        );

  @override
  final String typename;
  @override
  final String id;
  @override
  final String? placeholder;
  @override
  final String? mimeType;
  @override
  final int? width;
  @override
  final int? height;
  @override
  final int? fileSize;
  @override
  final DateTime createdAt;
  @override
  final String url;
  @override
  final String medium;
  @override
  final String thumbnail;
  final List<CartoonParts> cartoons;
}

class FailureParts {
  const FailureParts({
    required this.code,
    required this.message,
    required this.retryable,
  });

  FailureParts.fromJson(Map<String, Object?> json)
      : this(
          code: ErrorCode.of(json['code']),
          message: json['message'] as String,
          retryable: json['retryable'] as bool,
        );

  final ErrorCode code;
  final String message;
  final bool retryable;
}

class GenerationPartsOriginal {
  const GenerationPartsOriginal({
    required this.id,
  });

  GenerationPartsOriginal.fromJson(Map<String, Object?> json)
      : this(
          id: json['id'] as String,
        );

  final String id;
}

class GenerationParts {
  const GenerationParts({
    required this.id,
    required this.kind,
    required this.status,
    required this.progress,
    required this.stage,
    required this.revision,
    required this.attempt,
    required this.engine,
    this.prompt,
    this.sourceUrl,
    required this.count,
    required this.cached,
    required this.cost,
    required this.createdAt,
    this.startedAt,
    this.finishedAt,
    this.failure,
    this.original,
    required this.images,
  });

  GenerationParts.fromJson(Map<String, Object?> json)
      : this(
          id: json['id'] as String,
          kind: GenerationKind.of(json['kind']),
          status: GenerationStatus.of(json['status']),
          progress: (json['progress'] as num).toDouble(),
          stage: json['stage'] as String,
          revision: json['revision'] as int,
          attempt: json['attempt'] as int,
          engine: json['engine'] as String,
          prompt: _maybe(json['prompt'], (it) => it as String),
          sourceUrl: _maybe(json['sourceUrl'], (it) => it as String),
          count: json['count'] as int,
          cached: json['cached'] as bool,
          cost: json['cost'] as int,
          createdAt: DateTime.parse(json['createdAt'] as String),
          startedAt: _maybe(json['startedAt'], (it) => DateTime.parse(it as String)),
          finishedAt: _maybe(json['finishedAt'], (it) => DateTime.parse(it as String)),
          failure: _maybe(json['failure'], (it) => _object(it, FailureParts.fromJson)),
          original: _maybe(json['original'], (it) => _object(it, GenerationPartsOriginal.fromJson)),
          images: _list(json['images'], (each) => _object(each, ImageParts.fromJson)),
        );

  final String id;
  final GenerationKind kind;
  final GenerationStatus status;
  final double progress;
  final String stage;
  final int revision;
  final int attempt;
  final String engine;
  final String? prompt;
  final String? sourceUrl;
  final int count;
  final bool cached;
  final int cost;
  final DateTime createdAt;
  final DateTime? startedAt;
  final DateTime? finishedAt;
  final FailureParts? failure;
  final GenerationPartsOriginal? original;
  final List<ImageParts> images;
}

class AvatarParts {
  const AvatarParts({
    required this.id,
    required this.event,
    required this.name,
    required this.email,
    required this.phone,
    required this.district,
    required this.category,
    required this.organization,
    required this.look,
    required this.gender,
    required this.createdAt,
    required this.updatedAt,
    this.generation,
    this.photo,
    this.rawImage,
    this.finalImage,
  });

  AvatarParts.fromJson(Map<String, Object?> json)
      : this(
          id: json['id'] as String,
          event: json['event'] as String,
          name: json['name'] as String,
          email: json['email'] as String,
          phone: json['phone'] as String,
          district: json['district'] as String,
          category: json['category'] as String,
          organization: json['organization'] as String,
          look: AvatarLook.of(json['look']),
          gender: Gender.of(json['gender']),
          createdAt: DateTime.parse(json['createdAt'] as String),
          updatedAt: DateTime.parse(json['updatedAt'] as String),
          generation: _maybe(json['generation'], (it) => _object(it, GenerationParts.fromJson)),
          photo: _maybe(json['photo'], (it) => _object(it, ImageParts.fromJson)),
          rawImage: _maybe(json['rawImage'], (it) => _object(it, PictureParts.fromJson)),
          finalImage: _maybe(json['finalImage'], (it) => _object(it, PictureParts.fromJson)),
        );

  final String id;
  final String event;
  final String name;
  final String email;
  final String phone;
  final String district;
  final String category;
  final String organization;
  final AvatarLook look;
  final Gender gender;
  final DateTime createdAt;
  final DateTime updatedAt;
  final GenerationParts? generation;
  final ImageParts? photo;
  final PictureParts? rawImage;
  final PictureParts? finalImage;
}

class CreditsParts {
  const CreditsParts({
    required this.tier,
    required this.total,
    required this.used,
    required this.held,
    required this.remaining,
    this.lastPurchaseAt,
  });

  CreditsParts.fromJson(Map<String, Object?> json)
      : this(
          tier: Tier.of(json['tier']),
          total: json['total'] as int,
          used: json['used'] as int,
          held: json['held'] as int,
          remaining: json['remaining'] as int,
          lastPurchaseAt: _maybe(json['lastPurchaseAt'], (it) => DateTime.parse(it as String)),
        );

  final Tier tier;
  final int total;
  final int used;
  final int held;
  final int remaining;
  final DateTime? lastPurchaseAt;
}

class ViewerParts {
  const ViewerParts({
    required this.id,
    this.deviceId,
    this.email,
    required this.emailVerified,
    required this.createdAt,
    required this.lastActiveAt,
    required this.preferences,
    required this.credits,
  });

  ViewerParts.fromJson(Map<String, Object?> json)
      : this(
          id: json['id'] as String,
          deviceId: _maybe(json['deviceId'], (it) => it as String),
          email: _maybe(json['email'], (it) => it as String),
          emailVerified: json['emailVerified'] as bool,
          createdAt: DateTime.parse(json['createdAt'] as String),
          lastActiveAt: DateTime.parse(json['lastActiveAt'] as String),
          preferences: json['preferences'] as Object,
          credits: _object(json['credits'], CreditsParts.fromJson),
        );

  final String id;
  final String? deviceId;
  final String? email;
  final bool emailVerified;
  final DateTime createdAt;
  final DateTime lastActiveAt;
  final Object preferences;
  final CreditsParts credits;
}

class SessionParts {
  const SessionParts({
    required this.token,
    required this.expiresAt,
    required this.viewer,
  });

  SessionParts.fromJson(Map<String, Object?> json)
      : this(
          token: json['token'] as String,
          expiresAt: DateTime.parse(json['expiresAt'] as String),
          viewer: _object(json['viewer'], ViewerParts.fromJson),
        );

  final String token;
  final DateTime expiresAt;
  final ViewerParts viewer;
}

class PageParts {
  const PageParts({
    required this.hasNextPage,
    required this.hasPreviousPage,
    this.startCursor,
    this.endCursor,
  });

  PageParts.fromJson(Map<String, Object?> json)
      : this(
          hasNextPage: json['hasNextPage'] as bool,
          hasPreviousPage: json['hasPreviousPage'] as bool,
          startCursor: _maybe(json['startCursor'], (it) => it as String),
          endCursor: _maybe(json['endCursor'], (it) => it as String),
        );

  final bool hasNextPage;
  final bool hasPreviousPage;
  final String? startCursor;
  final String? endCursor;
}

class CatalogResultAspectRatios {
  const CatalogResultAspectRatios({
    required this.ratio,
    required this.width,
    required this.height,
  });

  CatalogResultAspectRatios.fromJson(Map<String, Object?> json)
      : this(
          ratio: HeadshotRatio.of(json['ratio']),
          width: json['width'] as int,
          height: json['height'] as int,
        );

  final HeadshotRatio ratio;
  final int width;
  final int height;
}

class CatalogResultEvents {
  const CatalogResultEvents({
    required this.slug,
    required this.title,
  });

  CatalogResultEvents.fromJson(Map<String, Object?> json)
      : this(
          slug: json['slug'] as String,
          title: json['title'] as String,
        );

  final String slug;
  final String title;
}

class CatalogResultLimits {
  const CatalogResultLimits({
    required this.kind,
    required this.available,
    this.maxUploadBytes,
    this.mimeTypes,
    required this.maxPictures,
    this.maxPromptLength,
    this.maxLinkLength,
    this.lifetimeSeconds,
  });

  CatalogResultLimits.fromJson(Map<String, Object?> json)
      : this(
          kind: GenerationKind.of(json['kind']),
          available: json['available'] as bool,
          maxUploadBytes: _maybe(json['maxUploadBytes'], (it) => it as int),
          mimeTypes: _maybe(json['mimeTypes'], (it) => _list(it, (each) => each as String)),
          maxPictures: json['maxPictures'] as int,
          maxPromptLength: _maybe(json['maxPromptLength'], (it) => it as int),
          maxLinkLength: _maybe(json['maxLinkLength'], (it) => it as int),
          lifetimeSeconds: _maybe(json['lifetimeSeconds'], (it) => it as int),
        );

  final GenerationKind kind;
  final bool available;
  final int? maxUploadBytes;
  final List<String>? mimeTypes;
  final int maxPictures;
  final int? maxPromptLength;
  final int? maxLinkLength;
  final int? lifetimeSeconds;
}

class CatalogResultPrices {
  const CatalogResultPrices({
    required this.kind,
    required this.credits,
    required this.cachedCredits,
  });

  CatalogResultPrices.fromJson(Map<String, Object?> json)
      : this(
          kind: GenerationKind.of(json['kind']),
          credits: json['credits'] as int,
          cachedCredits: json['cachedCredits'] as int,
        );

  final GenerationKind kind;
  final int credits;
  final int cachedCredits;
}

class CatalogResultTiers {
  const CatalogResultTiers({
    required this.tier,
    required this.kinds,
    required this.picturesPerGeneration,
    this.picturesPerDay,
    required this.pace,
    required this.weight,
    required this.atOnce,
  });

  CatalogResultTiers.fromJson(Map<String, Object?> json)
      : this(
          tier: Tier.of(json['tier']),
          kinds: _list(json['kinds'], (each) => GenerationKind.of(each)),
          picturesPerGeneration: json['picturesPerGeneration'] as int,
          picturesPerDay: _maybe(json['picturesPerDay'], (it) => it as int),
          pace: (json['pace'] as num).toDouble(),
          weight: (json['weight'] as num).toDouble(),
          atOnce: json['atOnce'] as int,
        );

  final Tier tier;
  final List<GenerationKind> kinds;
  final int picturesPerGeneration;
  final int? picturesPerDay;
  final double pace;
  final double weight;
  final int atOnce;
}

class CatalogResultEngines {
  const CatalogResultEngines({
    required this.name,
    required this.kinds,
    required this.available,
  });

  CatalogResultEngines.fromJson(Map<String, Object?> json)
      : this(
          name: json['name'] as String,
          kinds: _list(json['kinds'], (each) => GenerationKind.of(each)),
          available: json['available'] as bool,
        );

  final String name;
  final List<GenerationKind> kinds;
  final bool available;
}

class CatalogResult {
  const CatalogResult({
    required this.cartoonStyles,
    required this.headshotStyles,
    required this.pictureStyles,
    required this.avatarLooks,
    required this.genders,
    required this.categories,
    required this.aspectRatios,
    required this.events,
    required this.limits,
    required this.prices,
    required this.tiers,
    required this.engines,
  });

  CatalogResult.fromJson(Map<String, Object?> json)
      : this(
          cartoonStyles: _list(json['cartoonStyles'], (each) => CartoonStyle.of(each)),
          headshotStyles: _list(json['headshotStyles'], (each) => HeadshotStyle.of(each)),
          pictureStyles: _list(json['pictureStyles'], (each) => PictureStyle.of(each)),
          avatarLooks: _list(json['avatarLooks'], (each) => AvatarLook.of(each)),
          genders: _list(json['genders'], (each) => Gender.of(each)),
          categories: _list(json['categories'], (each) => each as String),
          aspectRatios: _list(json['aspectRatios'], (each) => _object(each, CatalogResultAspectRatios.fromJson)),
          events: _list(json['events'], (each) => _object(each, CatalogResultEvents.fromJson)),
          limits: _list(json['limits'], (each) => _object(each, CatalogResultLimits.fromJson)),
          prices: _list(json['prices'], (each) => _object(each, CatalogResultPrices.fromJson)),
          tiers: _list(json['tiers'], (each) => _object(each, CatalogResultTiers.fromJson)),
          engines: _list(json['engines'], (each) => _object(each, CatalogResultEngines.fromJson)),
        );

  final List<CartoonStyle> cartoonStyles;
  final List<HeadshotStyle> headshotStyles;
  final List<PictureStyle> pictureStyles;
  final List<AvatarLook> avatarLooks;
  final List<Gender> genders;
  final List<String> categories;
  final List<CatalogResultAspectRatios> aspectRatios;
  final List<CatalogResultEvents> events;
  final List<CatalogResultLimits> limits;
  final List<CatalogResultPrices> prices;
  final List<CatalogResultTiers> tiers;
  final List<CatalogResultEngines> engines;
}

class CatalogData {
  const CatalogData({
    required this.catalog,
  });

  CatalogData.fromJson(Map<String, Object?> json)
      : this(
          catalog: _object(json['catalog'], CatalogResult.fromJson),
        );

  final CatalogResult catalog;
}

class GenerationData {
  const GenerationData({
    this.generation,
  });

  GenerationData.fromJson(Map<String, Object?> json)
      : this(
          generation: _maybe(json['generation'], (it) => _object(it, GenerationParts.fromJson)),
        );

  final GenerationParts? generation;
}

class GenerationsResultEdges {
  const GenerationsResultEdges({
    required this.cursor,
    required this.node,
  });

  GenerationsResultEdges.fromJson(Map<String, Object?> json)
      : this(
          cursor: json['cursor'] as String,
          node: _object(json['node'], GenerationParts.fromJson),
        );

  final String cursor;
  final GenerationParts node;
}

class GenerationsResult {
  const GenerationsResult({
    required this.pageInfo,
    required this.edges,
  });

  GenerationsResult.fromJson(Map<String, Object?> json)
      : this(
          pageInfo: _object(json['pageInfo'], PageParts.fromJson),
          edges: _list(json['edges'], (each) => _object(each, GenerationsResultEdges.fromJson)),
        );

  final PageParts pageInfo;
  final List<GenerationsResultEdges> edges;
}

class GenerationsData {
  const GenerationsData({
    required this.generations,
  });

  GenerationsData.fromJson(Map<String, Object?> json)
      : this(
          generations: _object(json['generations'], GenerationsResult.fromJson),
        );

  final GenerationsResult generations;
}

class CancelGenerationData {
  const CancelGenerationData({
    required this.cancelGeneration,
  });

  CancelGenerationData.fromJson(Map<String, Object?> json)
      : this(
          cancelGeneration: _object(json['cancelGeneration'], GenerationParts.fromJson),
        );

  final GenerationParts cancelGeneration;
}

class FollowData {
  const FollowData({
    required this.generation,
  });

  FollowData.fromJson(Map<String, Object?> json)
      : this(
          generation: _object(json['generation'], GenerationParts.fromJson),
        );

  final GenerationParts generation;
}

class ChangesGenerations {
  const ChangesGenerations({
    required this.cursor,
    required this.generation,
  });

  ChangesGenerations.fromJson(Map<String, Object?> json)
      : this(
          cursor: json['cursor'] as String,
          generation: _object(json['generation'], GenerationParts.fromJson),
        );

  final String cursor;
  final GenerationParts generation;
}

class ChangesData {
  const ChangesData({
    required this.generations,
  });

  ChangesData.fromJson(Map<String, Object?> json)
      : this(
          generations: _object(json['generations'], ChangesGenerations.fromJson),
        );

  final ChangesGenerations generations;
}

class GenerateAvatarData {
  const GenerateAvatarData({
    required this.generateAvatar,
  });

  GenerateAvatarData.fromJson(Map<String, Object?> json)
      : this(
          generateAvatar: _object(json['generateAvatar'], AvatarParts.fromJson),
        );

  final AvatarParts generateAvatar;
}

class AvatarData {
  const AvatarData({
    this.avatar,
  });

  AvatarData.fromJson(Map<String, Object?> json)
      : this(
          avatar: _maybe(json['avatar'], (it) => _object(it, AvatarParts.fromJson)),
        );

  final AvatarParts? avatar;
}

class FlushResult {
  const FlushResult({
    required this.flushed,
    required this.requiresConfirmation,
    required this.message,
    required this.records,
    required this.avatar,
  });

  FlushResult.fromJson(Map<String, Object?> json)
      : this(
          flushed: json['flushed'] as bool,
          requiresConfirmation: json['requiresConfirmation'] as bool,
          message: json['message'] as String,
          records: json['records'] as int,
          avatar: _object(json['avatar'], AvatarParts.fromJson),
        );

  final bool flushed;
  final bool requiresConfirmation;
  final String message;
  final int records;
  final AvatarParts avatar;
}

class FlushData {
  const FlushData({
    required this.flush,
  });

  FlushData.fromJson(Map<String, Object?> json)
      : this(
          flush: _object(json['flush'], FlushResult.fromJson),
        );

  final FlushResult flush;
}

class AnalyticsResultRows {
  const AnalyticsResultRows({
    required this.day,
    required this.engine,
    required this.kind,
    required this.succeeded,
    required this.failed,
    required this.cancelled,
    required this.cached,
    required this.pictures,
    required this.credits,
    required this.providerCost,
    required this.p50Ms,
    required this.p95Ms,
  });

  AnalyticsResultRows.fromJson(Map<String, Object?> json)
      : this(
          day: DateTime.parse(json['day'] as String),
          engine: json['engine'] as String,
          kind: GenerationKind.of(json['kind']),
          succeeded: json['succeeded'] as int,
          failed: json['failed'] as int,
          cancelled: json['cancelled'] as int,
          cached: json['cached'] as int,
          pictures: json['pictures'] as int,
          credits: json['credits'] as int,
          providerCost: (json['providerCost'] as num).toDouble(),
          p50Ms: json['p50Ms'] as int,
          p95Ms: json['p95Ms'] as int,
        );

  final DateTime day;
  final String engine;
  final GenerationKind kind;
  final int succeeded;
  final int failed;
  final int cancelled;
  final int cached;
  final int pictures;
  final int credits;
  final double providerCost;
  final int p50Ms;
  final int p95Ms;
}

class AnalyticsResult {
  const AnalyticsResult({
    required this.since,
    required this.until,
    required this.rows,
  });

  AnalyticsResult.fromJson(Map<String, Object?> json)
      : this(
          since: DateTime.parse(json['since'] as String),
          until: DateTime.parse(json['until'] as String),
          rows: _list(json['rows'], (each) => _object(each, AnalyticsResultRows.fromJson)),
        );

  final DateTime since;
  final DateTime until;
  final List<AnalyticsResultRows> rows;
}

class AnalyticsData {
  const AnalyticsData({
    required this.analytics,
  });

  AnalyticsData.fromJson(Map<String, Object?> json)
      : this(
          analytics: _object(json['analytics'], AnalyticsResult.fromJson),
        );

  final AnalyticsResult analytics;
}

class GrantCreditsData {
  const GrantCreditsData({
    required this.grantCredits,
  });

  GrantCreditsData.fromJson(Map<String, Object?> json)
      : this(
          grantCredits: _object(json['grantCredits'], CreditsParts.fromJson),
        );

  final CreditsParts grantCredits;
}

class ViewerData {
  const ViewerData({
    required this.viewer,
  });

  ViewerData.fromJson(Map<String, Object?> json)
      : this(
          viewer: _object(json['viewer'], ViewerParts.fromJson),
        );

  final ViewerParts viewer;
}

class UsageViewerUsageEdgesNodeGeneration {
  const UsageViewerUsageEdgesNodeGeneration({
    required this.id,
    required this.kind,
    this.prompt,
  });

  UsageViewerUsageEdgesNodeGeneration.fromJson(Map<String, Object?> json)
      : this(
          id: json['id'] as String,
          kind: GenerationKind.of(json['kind']),
          prompt: _maybe(json['prompt'], (it) => it as String),
        );

  final String id;
  final GenerationKind kind;
  final String? prompt;
}

class UsageViewerUsageEdgesNode {
  const UsageViewerUsageEdgesNode({
    required this.id,
    required this.action,
    required this.credits,
    required this.ofDevice,
    required this.metadata,
    required this.createdAt,
    this.generation,
  });

  UsageViewerUsageEdgesNode.fromJson(Map<String, Object?> json)
      : this(
          id: json['id'] as String,
          action: UsageAction.of(json['action']),
          credits: json['credits'] as int,
          ofDevice: json['ofDevice'] as bool,
          metadata: json['metadata'] as Object,
          createdAt: DateTime.parse(json['createdAt'] as String),
          generation: _maybe(json['generation'], (it) => _object(it, UsageViewerUsageEdgesNodeGeneration.fromJson)),
        );

  final String id;
  final UsageAction action;
  final int credits;
  final bool ofDevice;
  final Object metadata;
  final DateTime createdAt;
  final UsageViewerUsageEdgesNodeGeneration? generation;
}

class UsageViewerUsageEdges {
  const UsageViewerUsageEdges({
    required this.cursor,
    required this.node,
  });

  UsageViewerUsageEdges.fromJson(Map<String, Object?> json)
      : this(
          cursor: json['cursor'] as String,
          node: _object(json['node'], UsageViewerUsageEdgesNode.fromJson),
        );

  final String cursor;
  final UsageViewerUsageEdgesNode node;
}

class UsageViewerUsage {
  const UsageViewerUsage({
    required this.pageInfo,
    required this.edges,
  });

  UsageViewerUsage.fromJson(Map<String, Object?> json)
      : this(
          pageInfo: _object(json['pageInfo'], PageParts.fromJson),
          edges: _list(json['edges'], (each) => _object(each, UsageViewerUsageEdges.fromJson)),
        );

  final PageParts pageInfo;
  final List<UsageViewerUsageEdges> edges;
}

class UsageViewer {
  const UsageViewer({
    required this.usage,
  });

  UsageViewer.fromJson(Map<String, Object?> json)
      : this(
          usage: _object(json['usage'], UsageViewerUsage.fromJson),
        );

  final UsageViewerUsage usage;
}

class UsageData {
  const UsageData({
    required this.viewer,
  });

  UsageData.fromJson(Map<String, Object?> json)
      : this(
          viewer: _object(json['viewer'], UsageViewer.fromJson),
        );

  final UsageViewer viewer;
}

class NodeResultOriginal {
  const NodeResultOriginal({
    required this.id,
  });

  NodeResultOriginal.fromJson(Map<String, Object?> json)
      : this(
          id: json['id'] as String,
        );

  final String id;
}

class NodeResult {
  const NodeResult({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    this.createdAt,
    this.url,
    this.medium,
    this.thumbnail,
    this.kind,
    this.status,
    this.progress,
    this.stage,
    this.revision,
    this.attempt,
    this.engine,
    this.prompt,
    this.sourceUrl,
    this.count,
    this.cached,
    this.cost,
    this.startedAt,
    this.finishedAt,
    this.failure,
    this.original,
    this.images,
    this.event,
    this.name,
    this.email,
    this.phone,
    this.district,
    this.category,
    this.organization,
    this.look,
    this.gender,
    this.updatedAt,
    this.generation,
    this.photo,
    this.rawImage,
    this.finalImage,
  });

  NodeResult.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: _maybe(json['createdAt'], (it) => DateTime.parse(it as String)),
          url: _maybe(json['url'], (it) => it as String),
          medium: _maybe(json['medium'], (it) => it as String),
          thumbnail: _maybe(json['thumbnail'], (it) => it as String),
          kind: _maybe(json['kind'], (it) => GenerationKind.of(it)),
          status: _maybe(json['status'], (it) => GenerationStatus.of(it)),
          progress: _maybe(json['progress'], (it) => (it as num).toDouble()),
          stage: _maybe(json['stage'], (it) => it as String),
          revision: _maybe(json['revision'], (it) => it as int),
          attempt: _maybe(json['attempt'], (it) => it as int),
          engine: _maybe(json['engine'], (it) => it as String),
          prompt: _maybe(json['prompt'], (it) => it as String),
          sourceUrl: _maybe(json['sourceUrl'], (it) => it as String),
          count: _maybe(json['count'], (it) => it as int),
          cached: _maybe(json['cached'], (it) => it as bool),
          cost: _maybe(json['cost'], (it) => it as int),
          startedAt: _maybe(json['startedAt'], (it) => DateTime.parse(it as String)),
          finishedAt: _maybe(json['finishedAt'], (it) => DateTime.parse(it as String)),
          failure: _maybe(json['failure'], (it) => _object(it, FailureParts.fromJson)),
          original: _maybe(json['original'], (it) => _object(it, NodeResultOriginal.fromJson)),
          images: _maybe(json['images'], (it) => _list(it, (each) => _object(each, ImageParts.fromJson))),
          event: _maybe(json['event'], (it) => it as String),
          name: _maybe(json['name'], (it) => it as String),
          email: _maybe(json['email'], (it) => it as String),
          phone: _maybe(json['phone'], (it) => it as String),
          district: _maybe(json['district'], (it) => it as String),
          category: _maybe(json['category'], (it) => it as String),
          organization: _maybe(json['organization'], (it) => it as String),
          look: _maybe(json['look'], (it) => AvatarLook.of(it)),
          gender: _maybe(json['gender'], (it) => Gender.of(it)),
          updatedAt: _maybe(json['updatedAt'], (it) => DateTime.parse(it as String)),
          generation: _maybe(json['generation'], (it) => _object(it, GenerationParts.fromJson)),
          photo: _maybe(json['photo'], (it) => _object(it, ImageParts.fromJson)),
          rawImage: _maybe(json['rawImage'], (it) => _object(it, PictureParts.fromJson)),
          finalImage: _maybe(json['finalImage'], (it) => _object(it, PictureParts.fromJson)),
        );

  final String typename;
  final String id;
  final String? placeholder;
  final String? mimeType;
  final int? width;
  final int? height;
  final int? fileSize;
  final DateTime? createdAt;
  final String? url;
  final String? medium;
  final String? thumbnail;
  final GenerationKind? kind;
  final GenerationStatus? status;
  final double? progress;
  final String? stage;
  final int? revision;
  final int? attempt;
  final String? engine;
  final String? prompt;
  final String? sourceUrl;
  final int? count;
  final bool? cached;
  final int? cost;
  final DateTime? startedAt;
  final DateTime? finishedAt;
  final FailureParts? failure;
  final NodeResultOriginal? original;
  final List<ImageParts>? images;
  final String? event;
  final String? name;
  final String? email;
  final String? phone;
  final String? district;
  final String? category;
  final String? organization;
  final AvatarLook? look;
  final Gender? gender;
  final DateTime? updatedAt;
  final GenerationParts? generation;
  final ImageParts? photo;
  final PictureParts? rawImage;
  final PictureParts? finalImage;
}

class NodeData {
  const NodeData({
    this.node,
  });

  NodeData.fromJson(Map<String, Object?> json)
      : this(
          node: _maybe(json['node'], (it) => _object(it, NodeResult.fromJson)),
        );

  final NodeResult? node;
}

class RequestCodeResult {
  const RequestCodeResult({
    required this.email,
    required this.expiresAt,
  });

  RequestCodeResult.fromJson(Map<String, Object?> json)
      : this(
          email: json['email'] as String,
          expiresAt: DateTime.parse(json['expiresAt'] as String),
        );

  final String email;
  final DateTime expiresAt;
}

class RequestCodeData {
  const RequestCodeData({
    required this.requestCode,
  });

  RequestCodeData.fromJson(Map<String, Object?> json)
      : this(
          requestCode: _object(json['requestCode'], RequestCodeResult.fromJson),
        );

  final RequestCodeResult requestCode;
}

class VerifyCodeData {
  const VerifyCodeData({
    required this.verifyCode,
  });

  VerifyCodeData.fromJson(Map<String, Object?> json)
      : this(
          verifyCode: _object(json['verifyCode'], SessionParts.fromJson),
        );

  final SessionParts verifyCode;
}

class RefreshSessionData {
  const RefreshSessionData({
    required this.refreshSession,
  });

  RefreshSessionData.fromJson(Map<String, Object?> json)
      : this(
          refreshSession: _object(json['refreshSession'], SessionParts.fromJson),
        );

  final SessionParts refreshSession;
}

class SignOutData {
  const SignOutData({
    required this.signOut,
  });

  SignOutData.fromJson(Map<String, Object?> json)
      : this(
          signOut: json['signOut'] as bool,
        );

  final bool signOut;
}

class SetPreferencesData {
  const SetPreferencesData({
    required this.setPreferences,
  });

  SetPreferencesData.fromJson(Map<String, Object?> json)
      : this(
          setPreferences: _object(json['setPreferences'], ViewerParts.fromJson),
        );

  final ViewerParts setPreferences;
}

class UploadResult {
  const UploadResult({
    required this.original,
    required this.generation,
  });

  UploadResult.fromJson(Map<String, Object?> json)
      : this(
          original: _object(json['original'], OriginalParts.fromJson),
          generation: _object(json['generation'], GenerationParts.fromJson),
        );

  final OriginalParts original;
  final GenerationParts generation;
}

class UploadData {
  const UploadData({
    required this.upload,
  });

  UploadData.fromJson(Map<String, Object?> json)
      : this(
          upload: _object(json['upload'], UploadResult.fromJson),
        );

  final UploadResult upload;
}

class RegenerateData {
  const RegenerateData({
    required this.regenerate,
  });

  RegenerateData.fromJson(Map<String, Object?> json)
      : this(
          regenerate: _object(json['regenerate'], GenerationParts.fromJson),
        );

  final GenerationParts regenerate;
}

class DownloadData {
  const DownloadData({
    required this.download,
  });

  DownloadData.fromJson(Map<String, Object?> json)
      : this(
          download: _object(json['download'], GenerationParts.fromJson),
        );

  final GenerationParts download;
}

class OriginalsResultEdges {
  const OriginalsResultEdges({
    required this.cursor,
    required this.node,
  });

  OriginalsResultEdges.fromJson(Map<String, Object?> json)
      : this(
          cursor: json['cursor'] as String,
          node: _object(json['node'], OriginalParts.fromJson),
        );

  final String cursor;
  final OriginalParts node;
}

class OriginalsResult {
  const OriginalsResult({
    required this.pageInfo,
    required this.edges,
  });

  OriginalsResult.fromJson(Map<String, Object?> json)
      : this(
          pageInfo: _object(json['pageInfo'], PageParts.fromJson),
          edges: _list(json['edges'], (each) => _object(each, OriginalsResultEdges.fromJson)),
        );

  final PageParts pageInfo;
  final List<OriginalsResultEdges> edges;
}

class OriginalsData {
  const OriginalsData({
    required this.originals,
  });

  OriginalsData.fromJson(Map<String, Object?> json)
      : this(
          originals: _object(json['originals'], OriginalsResult.fromJson),
        );

  final OriginalsResult originals;
}

class OriginalResultFacesEdges {
  const OriginalResultFacesEdges({
    required this.node,
  });

  OriginalResultFacesEdges.fromJson(Map<String, Object?> json)
      : this(
          node: _object(json['node'], FaceParts.fromJson),
        );

  final FaceParts node;
}

class OriginalResultFaces {
  const OriginalResultFaces({
    required this.edges,
  });

  OriginalResultFaces.fromJson(Map<String, Object?> json)
      : this(
          edges: _list(json['edges'], (each) => _object(each, OriginalResultFacesEdges.fromJson)),
        );

  final List<OriginalResultFacesEdges> edges;
}

class OriginalResult implements OriginalParts, ImageParts {
  const OriginalResult({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    required this.createdAt,
    required this.url,
    required this.medium,
    required this.thumbnail,
    required this.cartoons,
    required this.faces,
  });

  OriginalResult.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: DateTime.parse(json['createdAt'] as String),
          url: json['url'] as String,
          medium: json['medium'] as String,
          thumbnail: json['thumbnail'] as String,
          cartoons: _list(json['cartoons'], (each) => _object(each, CartoonParts.fromJson)),
          faces: _object(json['faces'], OriginalResultFaces.fromJson),
        );

  @override
  final String typename;
  @override
  final String id;
  @override
  final String? placeholder;
  @override
  final String? mimeType;
  @override
  final int? width;
  @override
  final int? height;
  @override
  final int? fileSize;
  @override
  final DateTime createdAt;
  @override
  final String url;
  @override
  final String medium;
  @override
  final String thumbnail;
  @override
  final List<CartoonParts> cartoons;
  final OriginalResultFaces faces;
}

class OriginalData {
  const OriginalData({
    this.original,
  });

  OriginalData.fromJson(Map<String, Object?> json)
      : this(
          original: _maybe(json['original'], (it) => _object(it, OriginalResult.fromJson)),
        );

  final OriginalResult? original;
}

class DownloadedFacesResultEdgesNode implements FaceParts, ImageParts {
  const DownloadedFacesResultEdgesNode({
    required this.typename,
    required this.id,
    this.placeholder,
    this.mimeType,
    this.width,
    this.height,
    this.fileSize,
    required this.createdAt,
    required this.url,
    required this.medium,
    required this.thumbnail,
    required this.originalId,
    required this.sourceCartoonId,
    this.original,
  });

  DownloadedFacesResultEdgesNode.fromJson(Map<String, Object?> json)
      : this(
          typename: json['__typename'] as String,
          id: json['id'] as String,
          placeholder: _maybe(json['placeholder'], (it) => it as String),
          mimeType: _maybe(json['mimeType'], (it) => it as String),
          width: _maybe(json['width'], (it) => it as int),
          height: _maybe(json['height'], (it) => it as int),
          fileSize: _maybe(json['fileSize'], (it) => it as int),
          createdAt: DateTime.parse(json['createdAt'] as String),
          url: json['url'] as String,
          medium: json['medium'] as String,
          thumbnail: json['thumbnail'] as String,
          originalId: json['originalId'] as String,
          sourceCartoonId: json['sourceCartoonId'] as String,
          original: _maybe(json['original'], (it) => _object(it, ImageParts.fromJson)),
        );

  @override
  final String typename;
  @override
  final String id;
  @override
  final String? placeholder;
  @override
  final String? mimeType;
  @override
  final int? width;
  @override
  final int? height;
  @override
  final int? fileSize;
  @override
  final DateTime createdAt;
  @override
  final String url;
  @override
  final String medium;
  @override
  final String thumbnail;
  @override
  final String originalId;
  @override
  final String sourceCartoonId;
  final ImageParts? original;
}

class DownloadedFacesResultEdges {
  const DownloadedFacesResultEdges({
    required this.cursor,
    required this.node,
  });

  DownloadedFacesResultEdges.fromJson(Map<String, Object?> json)
      : this(
          cursor: json['cursor'] as String,
          node: _object(json['node'], DownloadedFacesResultEdgesNode.fromJson),
        );

  final String cursor;
  final DownloadedFacesResultEdgesNode node;
}

class DownloadedFacesResult {
  const DownloadedFacesResult({
    required this.pageInfo,
    required this.edges,
  });

  DownloadedFacesResult.fromJson(Map<String, Object?> json)
      : this(
          pageInfo: _object(json['pageInfo'], PageParts.fromJson),
          edges: _list(json['edges'], (each) => _object(each, DownloadedFacesResultEdges.fromJson)),
        );

  final PageParts pageInfo;
  final List<DownloadedFacesResultEdges> edges;
}

class DownloadedFacesData {
  const DownloadedFacesData({
    required this.downloadedFaces,
  });

  DownloadedFacesData.fromJson(Map<String, Object?> json)
      : this(
          downloadedFaces: _object(json['downloadedFaces'], DownloadedFacesResult.fromJson),
        );

  final DownloadedFacesResult downloadedFaces;
}

class DeleteImageData {
  const DeleteImageData({
    required this.deleteImage,
  });

  DeleteImageData.fromJson(Map<String, Object?> json)
      : this(
          deleteImage: json['deleteImage'] as String,
        );

  final String deleteImage;
}

class GeneratePicturesData {
  const GeneratePicturesData({
    required this.generatePictures,
  });

  GeneratePicturesData.fromJson(Map<String, Object?> json)
      : this(
          generatePictures: _object(json['generatePictures'], GenerationParts.fromJson),
        );

  final GenerationParts generatePictures;
}

class GenerateHeadshotData {
  const GenerateHeadshotData({
    required this.generateHeadshot,
  });

  GenerateHeadshotData.fromJson(Map<String, Object?> json)
      : this(
          generateHeadshot: _object(json['generateHeadshot'], GenerationParts.fromJson),
        );

  final GenerationParts generateHeadshot;
}

class PicturesResultEdges {
  const PicturesResultEdges({
    required this.cursor,
    required this.node,
  });

  PicturesResultEdges.fromJson(Map<String, Object?> json)
      : this(
          cursor: json['cursor'] as String,
          node: _object(json['node'], PictureParts.fromJson),
        );

  final String cursor;
  final PictureParts node;
}

class PicturesResult {
  const PicturesResult({
    required this.pageInfo,
    required this.edges,
  });

  PicturesResult.fromJson(Map<String, Object?> json)
      : this(
          pageInfo: _object(json['pageInfo'], PageParts.fromJson),
          edges: _list(json['edges'], (each) => _object(each, PicturesResultEdges.fromJson)),
        );

  final PageParts pageInfo;
  final List<PicturesResultEdges> edges;
}

class PicturesData {
  const PicturesData({
    required this.pictures,
  });

  PicturesData.fromJson(Map<String, Object?> json)
      : this(
          pictures: _object(json['pictures'], PicturesResult.fromJson),
        );

  final PicturesResult pictures;
}

class DownloadPictureResult {
  const DownloadPictureResult({
    required this.url,
    required this.expiresAt,
  });

  DownloadPictureResult.fromJson(Map<String, Object?> json)
      : this(
          url: json['url'] as String,
          expiresAt: DateTime.parse(json['expiresAt'] as String),
        );

  final String url;
  final DateTime expiresAt;
}

class DownloadPictureData {
  const DownloadPictureData({
    required this.downloadPicture,
  });

  DownloadPictureData.fromJson(Map<String, Object?> json)
      : this(
          downloadPicture: _object(json['downloadPicture'], DownloadPictureResult.fromJson),
        );

  final DownloadPictureResult downloadPicture;
}

/// Every operation of the API.
abstract final class VisageOperations {
  static const catalog = VisageOperation<CatalogData>(
    'Catalog',
    "query Catalog{catalog{cartoonStyles headshotStyles pictureStyles avatarLooks genders categories aspectRatios{ratio width height}events{slug title}limits{kind available maxUploadBytes mimeTypes maxPictures maxPromptLength maxLinkLength lifetimeSeconds}prices{kind credits cachedCredits}tiers{tier kinds picturesPerGeneration picturesPerDay pace weight atOnce}engines{name kinds available}}}",
    CatalogData.fromJson,
  );
  static const generation = VisageOperation<GenerationData>(
    'Generation',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}query Generation(\$id:ID!\$wait:Int!=0){generation(id:\$id wait:\$wait){...GenerationParts}}",
    GenerationData.fromJson,
  );
  static const generations = VisageOperation<GenerationsData>(
    'Generations',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}query Generations(\$first:Int!=20\$after:String\$kind:GenerationKind){generations(first:\$first after:\$after kind:\$kind){pageInfo{...PageParts}edges{cursor node{...GenerationParts}}}}",
    GenerationsData.fromJson,
  );
  static const cancelGeneration = VisageOperation<CancelGenerationData>(
    'CancelGeneration',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}mutation CancelGeneration(\$id:ID!){cancelGeneration(id:\$id){...GenerationParts}}",
    CancelGenerationData.fromJson,
  );
  static const follow = VisageOperation<FollowData>(
    'Follow',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}subscription Follow(\$id:ID!){generation(id:\$id){...GenerationParts}}",
    FollowData.fromJson,
  );
  static const changes = VisageOperation<ChangesData>(
    'Changes',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}subscription Changes(\$after:String\$kind:GenerationKind){generations(after:\$after kind:\$kind){cursor generation{...GenerationParts}}}",
    ChangesData.fromJson,
  );
  static const generateAvatar = VisageOperation<GenerateAvatarData>(
    'GenerateAvatar',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment PictureParts on Picture{...ImageParts prompt style engine}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}fragment AvatarParts on Avatar{id event name email phone district category organization look gender createdAt updatedAt generation{...GenerationParts}photo{...ImageParts}rawImage{...PictureParts}finalImage{...PictureParts}}mutation GenerateAvatar(\$input:AvatarInput!){generateAvatar(input:\$input){...AvatarParts}}",
    GenerateAvatarData.fromJson,
  );
  static const avatar = VisageOperation<AvatarData>(
    'Avatar',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment PictureParts on Picture{...ImageParts prompt style engine}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}fragment AvatarParts on Avatar{id event name email phone district category organization look gender createdAt updatedAt generation{...GenerationParts}photo{...ImageParts}rawImage{...PictureParts}finalImage{...PictureParts}}query Avatar(\$by:AvatarBy!){avatar(by:\$by){...AvatarParts}}",
    AvatarData.fromJson,
  );
  static const flush = VisageOperation<FlushData>(
    'Flush',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment PictureParts on Picture{...ImageParts prompt style engine}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}fragment AvatarParts on Avatar{id event name email phone district category organization look gender createdAt updatedAt generation{...GenerationParts}photo{...ImageParts}rawImage{...PictureParts}finalImage{...PictureParts}}mutation Flush(\$email:String!\$scope:FlushScope!=LATEST\$confirm:Boolean!=false){flush(email:\$email scope:\$scope confirm:\$confirm){flushed requiresConfirmation message records avatar{...AvatarParts}}}",
    FlushData.fromJson,
  );
  static const analytics = VisageOperation<AnalyticsData>(
    'Analytics',
    "query Analytics(\$since:DateTime!\$until:DateTime){analytics(since:\$since until:\$until){since until rows{day engine kind succeeded failed cancelled cached pictures credits providerCost p50Ms p95Ms}}}",
    AnalyticsData.fromJson,
  );
  static const grantCredits = VisageOperation<GrantCreditsData>(
    'GrantCredits',
    "fragment CreditsParts on Credits{tier total used held remaining lastPurchaseAt}mutation GrantCredits(\$viewerId:ID!\$credits:Int!\$reference:String!\$tier:Tier\$refundOf:ID){grantCredits(viewerId:\$viewerId credits:\$credits reference:\$reference tier:\$tier refundOf:\$refundOf){...CreditsParts}}",
    GrantCreditsData.fromJson,
  );
  static const viewer = VisageOperation<ViewerData>(
    'Viewer',
    "fragment CreditsParts on Credits{tier total used held remaining lastPurchaseAt}fragment ViewerParts on Viewer{id deviceId email emailVerified createdAt lastActiveAt preferences credits{...CreditsParts}}query Viewer{viewer{...ViewerParts}}",
    ViewerData.fromJson,
  );
  static const usage = VisageOperation<UsageData>(
    'Usage',
    "fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}query Usage(\$first:Int!=20\$after:String){viewer{usage(first:\$first after:\$after){pageInfo{...PageParts}edges{cursor node{id action credits ofDevice metadata createdAt generation{id kind prompt}}}}}}",
    UsageData.fromJson,
  );
  static const node = VisageOperation<NodeData>(
    'Node',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment PictureParts on Picture{...ImageParts prompt style engine}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}fragment AvatarParts on Avatar{id event name email phone district category organization look gender createdAt updatedAt generation{...GenerationParts}photo{...ImageParts}rawImage{...PictureParts}finalImage{...PictureParts}}query Node(\$id:ID!){node(id:\$id){__typename id ...ImageParts ...GenerationParts ...AvatarParts}}",
    NodeData.fromJson,
  );
  static const requestCode = VisageOperation<RequestCodeData>(
    'RequestCode',
    "mutation RequestCode(\$email:String!){requestCode(email:\$email){email expiresAt}}",
    RequestCodeData.fromJson,
  );
  static const verifyCode = VisageOperation<VerifyCodeData>(
    'VerifyCode',
    "fragment CreditsParts on Credits{tier total used held remaining lastPurchaseAt}fragment ViewerParts on Viewer{id deviceId email emailVerified createdAt lastActiveAt preferences credits{...CreditsParts}}fragment SessionParts on Session{token expiresAt viewer{...ViewerParts}}mutation VerifyCode(\$email:String!\$code:String!){verifyCode(email:\$email code:\$code){...SessionParts}}",
    VerifyCodeData.fromJson,
  );
  static const refreshSession = VisageOperation<RefreshSessionData>(
    'RefreshSession',
    "fragment CreditsParts on Credits{tier total used held remaining lastPurchaseAt}fragment ViewerParts on Viewer{id deviceId email emailVerified createdAt lastActiveAt preferences credits{...CreditsParts}}fragment SessionParts on Session{token expiresAt viewer{...ViewerParts}}mutation RefreshSession{refreshSession{...SessionParts}}",
    RefreshSessionData.fromJson,
  );
  static const signOut = VisageOperation<SignOutData>(
    'SignOut',
    "mutation SignOut{signOut}",
    SignOutData.fromJson,
  );
  static const setPreferences = VisageOperation<SetPreferencesData>(
    'SetPreferences',
    "fragment CreditsParts on Credits{tier total used held remaining lastPurchaseAt}fragment ViewerParts on Viewer{id deviceId email emailVerified createdAt lastActiveAt preferences credits{...CreditsParts}}mutation SetPreferences(\$preferences:JSON!){setPreferences(preferences:\$preferences){...ViewerParts}}",
    SetPreferencesData.fromJson,
  );
  static const upload = VisageOperation<UploadData>(
    'Upload',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment CartoonParts on Cartoon{...ImageParts style seed expiresAt}fragment OriginalParts on Original{...ImageParts cartoons{...CartoonParts}}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}mutation Upload(\$input:UploadInput!){upload(input:\$input){original{...OriginalParts}generation{...GenerationParts}}}",
    UploadData.fromJson,
  );
  static const regenerate = VisageOperation<RegenerateData>(
    'Regenerate',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}mutation Regenerate(\$input:RegenerateInput!){regenerate(input:\$input){...GenerationParts}}",
    RegenerateData.fromJson,
  );
  static const download = VisageOperation<DownloadData>(
    'Download',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}mutation Download(\$cartoonId:ID!\$idempotencyKey:String){download(cartoonId:\$cartoonId idempotencyKey:\$idempotencyKey){...GenerationParts}}",
    DownloadData.fromJson,
  );
  static const originals = VisageOperation<OriginalsData>(
    'Originals',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment CartoonParts on Cartoon{...ImageParts style seed expiresAt}fragment OriginalParts on Original{...ImageParts cartoons{...CartoonParts}}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}query Originals(\$first:Int!=20\$after:String){originals(first:\$first after:\$after){pageInfo{...PageParts}edges{cursor node{...OriginalParts}}}}",
    OriginalsData.fromJson,
  );
  static const original = VisageOperation<OriginalData>(
    'Original',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment CartoonParts on Cartoon{...ImageParts style seed expiresAt}fragment FaceParts on Face{...ImageParts originalId sourceCartoonId}fragment OriginalParts on Original{...ImageParts cartoons{...CartoonParts}}query Original(\$id:ID!){original(id:\$id){...OriginalParts faces{edges{node{...FaceParts}}}}}",
    OriginalData.fromJson,
  );
  static const downloadedFaces = VisageOperation<DownloadedFacesData>(
    'DownloadedFaces',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FaceParts on Face{...ImageParts originalId sourceCartoonId}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}query DownloadedFaces(\$first:Int!=20\$after:String){downloadedFaces(first:\$first after:\$after){pageInfo{...PageParts}edges{cursor node{...FaceParts original{...ImageParts}}}}}",
    DownloadedFacesData.fromJson,
  );
  static const deleteImage = VisageOperation<DeleteImageData>(
    'DeleteImage',
    "mutation DeleteImage(\$id:ID!){deleteImage(id:\$id)}",
    DeleteImageData.fromJson,
  );
  static const generatePictures = VisageOperation<GeneratePicturesData>(
    'GeneratePictures',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}mutation GeneratePictures(\$input:PicturesInput!){generatePictures(input:\$input){...GenerationParts}}",
    GeneratePicturesData.fromJson,
  );
  static const generateHeadshot = VisageOperation<GenerateHeadshotData>(
    'GenerateHeadshot',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment FailureParts on Failure{code message retryable}fragment GenerationParts on Generation{id kind status progress stage revision attempt engine prompt sourceUrl count cached cost createdAt startedAt finishedAt failure{...FailureParts}original{id}images{...ImageParts}}mutation GenerateHeadshot(\$input:HeadshotInput!){generateHeadshot(input:\$input){...GenerationParts}}",
    GenerateHeadshotData.fromJson,
  );
  static const pictures = VisageOperation<PicturesData>(
    'Pictures',
    "fragment ImageParts on Image{__typename id placeholder mimeType width height fileSize createdAt url medium:url(variant:MEDIUM)thumbnail:url(variant:THUMBNAIL)}fragment PictureParts on Picture{...ImageParts prompt style engine}fragment PageParts on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}query Pictures(\$first:Int!=20\$after:String){pictures(first:\$first after:\$after){pageInfo{...PageParts}edges{cursor node{...PictureParts}}}}",
    PicturesData.fromJson,
  );
  static const downloadPicture = VisageOperation<DownloadPictureData>(
    'DownloadPicture',
    "mutation DownloadPicture(\$id:ID!){downloadPicture(id:\$id){url expiresAt}}",
    DownloadPictureData.fromJson,
  );
}
