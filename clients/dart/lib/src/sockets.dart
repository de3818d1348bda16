import 'dart:async';

import 'package:gql_exec/gql_exec.dart' show GraphQLError;
import 'package:gql_websocket_link/gql_websocket_link.dart';

import 'calls.dart';
import 'errors.dart';
import 'generated.dart';
import 'identity.dart';

/// The server closed the socket, or ended a subscription, because of who asked.
class SocketRefused implements Exception {
  const SocketRefused(this.message, this.token);

  final String message;
  final String? token;
}

/// Subscriptions over one WebSocket (graphql-transport-ws), which is opened when needed. It never
/// comes back by itself: whoever subscribes does, with his newest cursor.
class Sockets {
  Sockets(this._url, this._identity);

  final Uri _url;
  final Identity _identity;
  TransportWebSocketLink? _link;
  Timer? _silence;
  int _failures = 0;
  bool _worked = false;
  DateTime? _restUntil;

  static const _pingEvery = Duration(seconds: 10);
  static const _longestSilence = Duration(seconds: 5); // after a ping: then the network is dead
  static const _rest = Duration(minutes: 1); // until a socket is tried again where none got through
  static const _badRequest = 4400;
  static const _forbidden = 4403;

  /// Whether it is worth trying; if not, one waits over HTTP.
  bool get usable => _restUntil?.isBefore(DateTime.now()) ?? true;

  /// What a subscription brings. Errors are those of the link, and [SocketRefused].
  Stream<T> listen<T>(VisageOperation<T> operation, Map<String, Object?> variables) {
    final token = _identity.token;
    return (_link ??= _open())
        .request(requestOf(operation, variables))
        .map((answer) => readAnswer(operation, answer))
        .handleError((Object error) => throw _meaning(error, token));
  }

  /// Closes the socket; whoever listens comes back as who he is now.
  void restart() => _link?.client.terminate();

  /// Closes it for good, or until somebody listens again: when the app goes to the background.
  Future<void> close() async {
    _silence?.cancel();
    final link = _link;
    _link = null;
    await link?.dispose();
  }

  TransportWebSocketLink _open() => TransportWebSocketLink(
        TransportWsClientOptions(
          socketMaker: WebSocketMaker.url(() => '$_url'),
          connectionParams: () => _identity.headers,
          keepAlive: _pingEvery,
          connectionAckWaitTimeout: _pingEvery,
          eventHandlers: [
            TransportWsEventHandler<void>(
              connected: (_, __) {
                _failures = 0;
                _worked = true;
              },
              ping: (_, {required received}) {
                if (!received) _expectPong();
              },
              pong: (_, {required received}) {
                if (received) _silence?.cancel();
              },
              closed: (_) => _silence?.cancel(),
            ),
          ],
        ),
      );

  void _expectPong() {
    _silence?.cancel();
    _silence = Timer(_longestSilence, restart);
  }

  Object _meaning(Object error, String? token) {
    if (error is LikeCloseEvent && error.code == _forbidden) {
      return SocketRefused(error.reason ?? 'Say who you are.', token);
    }
    if (error is LikeCloseEvent && error.code == _badRequest) {
      return BadUserInput(error.reason ?? 'Bad request.');
    }
    final refusal = refusalOf(error);
    if (refusal is Unauthenticated) return SocketRefused(refusal.message, token);
    if (error is List<GraphQLError> || refusal is! Offline) return refusal;
    _failures += 1;
    if (_failures >= (_worked ? 6 : 2)) {
      _failures = 0;
      _restUntil = DateTime.now().add(_rest);
    }
    return refusal;
  }
}
