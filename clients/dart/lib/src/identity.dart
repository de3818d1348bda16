import 'dart:math' show Random;

/// Who calls: a device, and perhaps a person by a token, which may be renewed.
class Identity {
  Identity({required this.deviceId, this.token, this.renewToken});

  /// Any UUID, made once by [uuid] and kept by the app: whoever knows it sees what the device has
  /// made.
  final String deviceId;

  /// Of somebody who has signed in.
  String? token;

  /// Asked for a new token when the one in use is no longer good; null: there is none.
  final Future<String?> Function()? renewToken;

  Future<String?>? _renewing;

  /// As headers, and as the payload of a socket's `connection_init`.
  Map<String, String> get headers => {
        'x-device-id': deviceId,
        if (token != null) 'authorization': 'Bearer $token',
      };

  /// Whether there is another token than [refused] now. Calls that are refused at once ask once.
  Future<bool> renew(String? refused) async {
    final ask = renewToken;
    if (token == refused && refused != null && ask != null) {
      final renewing = _renewing ??= ask().whenComplete(() => _renewing = null);
      final renewed = await renewing;
      if (token == refused && renewed != null) token = renewed;
    }
    return token != refused;
  }
}

/// A random UUID, version 4 (RFC 9562).
String uuid() {
  final random = Random.secure();
  final bytes = List.generate(16, (_) => random.nextInt(256));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  final hex = bytes.map((byte) => byte.toRadixString(16).padLeft(2, '0')).join();
  return [
    for (final (from, to) in const [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)])
      hex.substring(from, to),
  ].join('-');
}
