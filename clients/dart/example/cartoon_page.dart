import 'dart:async';

import 'package:flutter/material.dart';
import 'package:image_picker/image_picker.dart';
import 'package:shared_preferences/shared_preferences.dart';
import 'package:visage_client/visage_client.dart';

/// The client of this app, as a device that is the same after each start.
Future<Visage> openVisage(Uri url) async {
  const key = 'visage.device';
  final kept = await SharedPreferences.getInstance();
  final deviceId = kept.getString(key) ?? uuid();
  await kept.setString(key, deviceId);
  return Visage(url: url, deviceId: deviceId, token: kept.getString('visage.token'));
}

/// Choose a photo, and see its cartoon come: with progress, an error's sentence, and the result.
class CartoonPage extends StatefulWidget {
  const CartoonPage({super.key, required this.visage});

  final Visage visage;

  @override
  State<CartoonPage> createState() => _CartoonPageState();
}

class _CartoonPageState extends State<CartoonPage> {
  StreamSubscription<GenerationParts>? _following;
  double? _progress;
  String? _trouble;
  String? _picture;

  @override
  void dispose() {
    _following?.cancel();
    super.dispose();
  }

  Future<void> _choose() async {
    final file = await ImagePicker().pickImage(source: ImageSource.gallery);
    if (file == null) return;
    setState(() {
      _progress = 0;
      _trouble = _picture = null;
    });
    try {
      final photo = Photo(await file.readAsBytes(), name: file.name);
      final made = await widget.visage.upload(
        photo,
        style: CartoonStyle.comic,
        onProgress: (sent, total) => _show(sent / total / 2),
      );
      _following = widget.visage.follow(made.generation.id).listen(_take, onError: _fail);
    } on VisageException catch (error) {
      _fail(error);
    }
  }

  void _take(GenerationParts generation) {
    final images = generation.images;
    final failure = generation.failure;
    if (!mounted) return;
    setState(() {
      _progress = hasEnded(generation) ? null : 0.5 + generation.progress / 2;
      if (images.isNotEmpty) _picture = images.first.medium;
      if (failure != null) _trouble = failure.message;
    });
  }

  void _fail(Object error) {
    final sentence = switch (error) {
      InsufficientCredits(:final needed, :final remaining) =>
        '${needed - remaining} more credits are needed.',
      RateLimited(:final retryAfter) => 'Come back in ${retryAfter.inSeconds} seconds.',
      VisageException(:final message) => message,
      _ => '$error',
    };
    if (!mounted) return;
    setState(() {
      _progress = null;
      _trouble = sentence;
    });
  }

  void _show(double progress) {
    if (mounted) setState(() => _progress = progress);
  }

  @override
  Widget build(BuildContext context) {
    final picture = _picture;
    return Scaffold(
      appBar: AppBar(title: const Text('Cartoon')),
      body: Center(
        child: Column(
          mainAxisAlignment: MainAxisAlignment.center,
          children: [
            if (picture != null) Image.network(picture),
            if (_progress != null) LinearProgressIndicator(value: _progress),
            if (_trouble != null) Text(_trouble!),
          ],
        ),
      ),
      floatingActionButton: FloatingActionButton(
        onPressed: _progress == null ? _choose : null,
        child: const Icon(Icons.add_a_photo),
      ),
    );
  }
}
