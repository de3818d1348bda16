import 'dart:math' show min;
import 'dart:typed_data';

import 'package:http/http.dart' show MultipartFile;
import 'package:http_parser/http_parser.dart' show MediaType;

/// A picture to be sent. A request that is repeated needs a file of its own, so this is none.
class Photo {
  const Photo(this.bytes, {this.name = 'photo', this.mimeType = 'image/jpeg'});

  final Uint8List bytes;
  final String name;

  /// The server looks at the bytes, whatever is said here.
  final String mimeType;

  static const _piece = 32 * 1024;

  /// In pieces, so that progress can be told between them.
  MultipartFile toFile() => MultipartFile(
        'photo',
        Stream.fromIterable([
          for (var at = 0; at < bytes.length; at += _piece)
            Uint8List.sublistView(bytes, at, min(at + _piece, bytes.length)),
        ]),
        bytes.length,
        filename: name,
        contentType: MediaType.parse(mimeType),
      );
}
