import 'generated.dart' show Tier;

/// What a call throws: one class for each code, so that `switch` can tell them apart. [message] is
/// for the person who uses the app, and says what to do.
sealed class VisageException implements Exception {
  const VisageException(this.message);

  /// The class of a code; [details] is what else stood in the error's `extensions`.
  factory VisageException.of(String? code, String message, Map<String, Object?> details) =>
      switch (code) {
        'UNAUTHENTICATED' => Unauthenticated(message),
        'FORBIDDEN' => Forbidden(message,
            needs: [for (final each in _list(details['needs'])) Tier.of(each)]),
        'NOT_FOUND' => NotFound(message),
        'BAD_USER_INPUT' => BadUserInput(message, fields: _sentences(details['fields'])),
        'INVALID_IMAGE' => InvalidImage(message),
        'IMAGE_TOO_LARGE' => ImageTooLarge(message,
            limit: _int(details['limit']), size: _int(details['size'])),
        'UNSUPPORTED_IMAGE' => UnsupportedImage(message,
            format: '${details['format']}', allowed: [for (final it in _list(details['allowed'])) '$it']),
        'NO_FACE_FOUND' => NoFaceFound(message),
        'PROMPT_REJECTED' => PromptRejected(message, rule: '${details['rule']}'),
        'UNSAFE_URL' => UnsafeUrl(message),
        'IMAGE_REJECTED' => ImageRejected(message),
        'INSUFFICIENT_CREDITS' => InsufficientCredits(message,
            needed: _int(details['needed']),
            remaining: _int(details['remaining']),
            held: _int(details['held'])),
        'FEATURE_DISABLED' => FeatureDisabled(message),
        'STORAGE_FULL' => StorageFull(message),
        'ENGINE_UNAVAILABLE' => EngineUnavailable(message),
        'ENGINE_TIMEOUT' => EngineTimeout(message),
        'ENGINE_FAILED' => EngineFailed(message),
        'CONFLICT' => Conflict(message),
        'RATE_LIMITED' => RateLimited(message, retryAfter: _seconds(details['retryAfter'])),
        'QUEUE_FULL' => QueueFull(message, retryAfter: _seconds(details['retryAfter'])),
        'CURSOR_EXPIRED' => CursorExpired(message),
        'UNAVAILABLE' => Unavailable(message),
        'GRAPHQL_PARSE_FAILED' => GraphqlParseFailed(message),
        'GRAPHQL_VALIDATION_FAILED' => GraphqlValidationFailed(message),
        'QUERY_TOO_COMPLEX' => QueryTooComplex(message,
            limit: '${details['limit']}', maximum: _int(details['maximum'])),
        'PERSISTED_QUERY_NOT_SUPPORTED' => PersistedQueryNotSupported(message),
        'INTERNAL' => Internal(message, requestId: '${details['requestId']}'),
        _ => UnexpectedAnswer(message),
      };

  final String message;

  @override
  String toString() => message;
}

int _int(Object? json) => json is num ? json.toInt() : 0;

Duration _seconds(Object? json) => Duration(seconds: _int(json));

List<Object?> _list(Object? json) => json is List<Object?> ? json : const [];

Map<String, String> _sentences(Object? json) => json is Map<String, Object?>
    ? {for (final MapEntry(:key, :value) in json.entries) key: '$value'}
    : const {};

/// Nobody said who calls, or the token is over.
final class Unauthenticated extends VisageException {
  const Unauthenticated(super.message);
}

/// Something that this caller's tier or rights do not include; [needs]: the tiers that do.
final class Forbidden extends VisageException {
  const Forbidden(super.message, {this.needs = const []});

  final List<Tier> needs;
}

/// Missing, somebody else's or gone.
final class NotFound extends VisageException {
  const NotFound(super.message);
}

/// Something that cannot be right; of a form a sentence for each field that needs mending.
final class BadUserInput extends VisageException {
  const BadUserInput(super.message, {this.fields = const {}});

  final Map<String, String> fields;
}

/// Not a picture, or a broken one.
final class InvalidImage extends VisageException {
  const InvalidImage(super.message);
}

/// Too many bytes or pixels: at most [limit], and it has [size].
final class ImageTooLarge extends VisageException {
  const ImageTooLarge(super.message, {required this.limit, required this.size});

  final int limit;
  final int size;
}

/// A picture of another [format] than those [allowed].
final class UnsupportedImage extends VisageException {
  const UnsupportedImage(super.message, {required this.format, required this.allowed});

  final String format;
  final List<String> allowed;
}

/// There is no face to cut out.
final class NoFaceFound extends VisageException {
  const NoFaceFound(super.message);
}

/// Words that must not become a picture, by a [rule] of this kind.
final class PromptRejected extends VisageException {
  const PromptRejected(super.message, {required this.rule});

  final String rule;
}

/// A link that must not be followed.
final class UnsafeUrl extends VisageException {
  const UnsafeUrl(super.message);
}

/// What was drawn must not be shown.
final class ImageRejected extends VisageException {
  const ImageRejected(super.message);
}

/// It may cost [needed] credits; [remaining] are left, and others [held] for what is being drawn.
final class InsufficientCredits extends VisageException {
  const InsufficientCredits(super.message,
      {required this.needed, required this.remaining, required this.held});

  final int needed;
  final int remaining;
  final int held;
}

/// Switched off by the operator.
final class FeatureDisabled extends VisageException {
  const FeatureDisabled(super.message);
}

/// No room for another picture.
final class StorageFull extends VisageException {
  const StorageFull(super.message);
}

/// No engine can be reached.
final class EngineUnavailable extends VisageException {
  const EngineUnavailable(super.message);
}

/// Drawing took too long.
final class EngineTimeout extends VisageException {
  const EngineTimeout(super.message);
}

/// Drawing failed.
final class EngineFailed extends VisageException {
  const EngineFailed(super.message);
}

/// Two wishes that exclude each other.
final class Conflict extends VisageException {
  const Conflict(super.message);
}

/// Too often; come back after [retryAfter].
final class RateLimited extends VisageException {
  const RateLimited(super.message, {required this.retryAfter});

  final Duration retryAfter;
}

/// Too much waits to be drawn; come back after [retryAfter].
final class QueueFull extends VisageException {
  const QueueFull(super.message, {required this.retryAfter});

  final Duration retryAfter;
}

/// A place in a stream that is no longer kept.
final class CursorExpired extends VisageException {
  const CursorExpired(super.message);
}

/// A part of the server does not answer now.
final class Unavailable extends VisageException {
  const Unavailable(super.message);
}

/// The text of an operation is no GraphQL.
final class GraphqlParseFailed extends VisageException {
  const GraphqlParseFailed(super.message);
}

/// An operation does not fit the server's schema: it may be older or newer than this client.
final class GraphqlValidationFailed extends VisageException {
  const GraphqlValidationFailed(super.message);
}

/// An operation goes beyond a [limit] of the server.
final class QueryTooComplex extends VisageException {
  const QueryTooComplex(super.message, {required this.limit, required this.maximum});

  final String limit;
  final int maximum;
}

/// Only whole operations are taken.
final class PersistedQueryNotSupported extends VisageException {
  const PersistedQueryNotSupported(super.message);
}

/// Something went wrong on the server; report [requestId].
final class Internal extends VisageException {
  const Internal(super.message, {required this.requestId});

  final String requestId;
}

/// The server cannot be reached.
final class Offline extends VisageException {
  const Offline()
      : super('The server cannot be reached. Check the connection and try again.');
}

/// What answers is not Visage, or a newer one.
final class UnexpectedAnswer extends VisageException {
  const UnexpectedAnswer(
      [super.message = 'The server answered in an unexpected way. Try again later.']);
}

/// The call was given up by whoever made it.
final class Aborted extends VisageException {
  const Aborted() : super('Given up.');
}
