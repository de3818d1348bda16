import 'package:gql/language.dart' show parseString;
import 'package:gql_exec/gql_exec.dart';
import 'package:gql_http_link/gql_http_link.dart';
import 'package:gql_link/gql_link.dart';
import 'package:http/http.dart' as http;

import 'counting.dart';
import 'errors.dart';
import 'generated.dart';
import 'identity.dart';
import 'pauses.dart';

/// The variables of one try: files cannot be sent twice, so they are made anew.
typedef Variables = Map<String, Object?> Function();

/// Queries and mutations over HTTP, repeated where that is safe.
class Calls {
  Calls(this._endpoint, this.identity, this._client);

  final Uri _endpoint;
  final Identity identity;
  final http.Client _client;

  static const _repeats = 4;
  static const _longestPause = Duration(seconds: 20);
  static const _patience = Duration(seconds: 30);

  /// The data of an operation; throws a [VisageException]. [repeatable]: done twice it is as done
  /// once, so that it may be repeated when nobody knows how it went. [wait]: how long the answer
  /// may be held back on purpose.
  Future<T> ask<T>(
    VisageOperation<T> operation,
    Variables variables, {
    required bool repeatable,
    Duration wait = Duration.zero,
    bool upload = false,
    OnProgress? onProgress,
    Future<void>? abort,
  }) async {
    var renewed = false;
    for (var failures = 0;;) {
      final token = identity.token;
      try {
        final link = HttpLink(
          _endpoint.toString(),
          httpClient: CountingClient(_client, onProgress: onProgress, abort: abort),
        );
        final answer = link.request(requestOf(operation, variables(), _headers)).first;
        return readAnswer(operation, await (upload ? answer : answer.timeout(_patience + wait)));
      } catch (error) {
        if (error is VisageException) rethrow;
        final refusal = refusalOf(error);
        if (refusal is Unauthenticated && !renewed) {
          renewed = true;
          if (await identity.renew(token)) continue;
        }
        final pause = failures < _repeats ? pauseAfter(refusal, failures, repeatable) : null;
        if (pause == null || pause > _longestPause) throw refusal;
        failures += 1;
        await Future<void>.delayed(pause);
      }
    }
  }

  Map<String, String> get _headers => {
        ...identity.headers,
        'apollo-require-preflight': '1',
        'accept': 'application/json',
      };
}

final _documents = Expando<Operation>();

/// An operation as links take it; its text is parsed once.
Request requestOf<T>(
  VisageOperation<T> operation,
  Map<String, Object?> variables, [
  Map<String, String>? headers,
]) {
  final parsed = _documents[operation] ??= Operation(
    document: parseString(operation.text),
    operationName: operation.name,
  );
  final request = Request(operation: parsed, variables: variables);
  return headers == null ? request : request.withContextEntry(HttpLinkHeaders(headers: headers));
}

/// What a link's answer brings; throws its errors.
T readAnswer<T>(VisageOperation<T> operation, Response answer) {
  final errors = answer.errors;
  if (errors != null && errors.isNotEmpty) throw _Refused(errors);
  final data = answer.data;
  if (data == null) throw const UnexpectedAnswer();
  return operation.read(data);
}

/// Errors in an answer, on the way to the class of their code.
class _Refused implements Exception {
  const _Refused(this.errors);

  final List<GraphQLError> errors;
}

/// What a link threw, as one of ours; [Offline] where no server has said anything.
VisageException refusalOf(Object error) => switch (error) {
      final VisageException known => known,
      _Refused(:final errors) => _first(errors),
      final List<GraphQLError> errors when errors.isNotEmpty => _first(errors),
      ServerException(parsedResponse: Response(:final errors?)) when errors.isNotEmpty =>
        _first(errors),
      ResponseFormatException() => const UnexpectedAnswer(),
      TypeError() || FormatException() => const UnexpectedAnswer(), // what is read is of another kind
      http.RequestAbortedException() => const Aborted(),
      ServerException(originalException: http.RequestAbortedException()) => const Aborted(),
      _ => const Offline(),
    };

VisageException _first(List<GraphQLError> errors) {
  final GraphQLError(:message, :extensions) = errors.first;
  return VisageException.of(extensions?['code'] as String?, message, extensions ?? const {});
}

/// When a call may be repeated after this; null: never.
Duration? pauseAfter(VisageException error, int failures, bool repeatable) => switch (error) {
      RateLimited(:final retryAfter) || QueueFull(:final retryAfter) => retryAfter + backoff(0),
      Unavailable() || Offline() when repeatable => backoff(failures),
      _ => null,
    };
