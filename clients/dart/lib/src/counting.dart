import 'package:http/http.dart' as http;

/// Bytes of the whole request that have gone out; begins anew when the call is repeated.
typedef OnProgress = void Function(int sent, int total);

/// Tells how much of a request has gone out, and gives it up when [abort] completes.
///
/// For any link that takes an `http.Client`: the ones of ferry and of graphql_flutter do.
class CountingClient extends http.BaseClient {
  CountingClient(this._inner, {this.onProgress, this.abort});

  final http.Client _inner;
  final OnProgress? onProgress;
  final Future<void>? abort;

  @override
  Future<http.StreamedResponse> send(http.BaseRequest request) =>
      _inner.send(_Counted(request, onProgress, abort));
}

class _Counted extends http.BaseRequest with http.Abortable {
  _Counted(this._request, this._onProgress, this.abortTrigger)
      : super(_request.method, _request.url);

  final http.BaseRequest _request;
  final OnProgress? _onProgress;

  @override
  final Future<void>? abortTrigger;

  @override
  int? get contentLength => _request.contentLength;

  @override
  http.ByteStream finalize() {
    super.finalize();
    final body = _request.finalize();
    headers.addAll(_request.headers); // only now is the boundary of a form among them
    final total = contentLength ?? 0;
    var sent = 0;
    return http.ByteStream(body.map((piece) {
      sent += piece.length;
      _onProgress?.call(sent, total);
      return piece;
    }));
  }
}
