"""Frames become a file: H.264 by an ffmpeg that runs as a program apart, or numbered pictures in a folder.

The same frames give the same bytes. What was not finished leaves nothing behind. It does not know what the
frames show.
"""

import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from scene.errors import MissingPart, WeiyangError
from scene.messages import msg

#: Constant quality: 18 shows no loss to the eye.
QUALITY: Final = 18
#: Seconds that the program has to finish a file, or to go.
PATIENCE: Final = 120.0
MP4: Final = ".mp4"


class FilmWriter(Protocol):
    """Takes frames, one after the other."""

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Take a frame, shape (height, width, 3), first row at the top."""
        ...

    def finish(self) -> Path:
        """Complete the file, and return where it is."""
        ...

    def abandon(self) -> None:
        """Stop, and leave nothing behind; harmless after the end."""
        ...


def writer_for(path: Path, width: int, height: int, rate: int) -> FilmWriter:
    """Return the writer of a file: a film by ``.mp4``, else a folder of pictures."""
    return Mp4Writer(path, width, height, rate) if path.suffix.lower() == MP4 else PngWriter(path)


class Mp4Writer:
    """Writes H.264 in an MP4 file, ready to be streamed.

    Parameters
    ----------
    path : Path
        It is there only once it is whole.
    width, height : int
        Pixels, even.
    rate : int
        Frames a second.

    Raises
    ------
    MissingPart
        If there is no ffmpeg.
    WeiyangError
        If the file cannot be written.
    """

    def __init__(self, path: Path, width: int, height: int, rate: int) -> None:
        self.path = path
        self._part = path.with_name(f".{path.stem}.part{MP4}")
        self._shape = (height, width, 3)
        self._said: IO[bytes] = TemporaryFile()  # noqa: SIM115  # closed at the end
        command = [
            program(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(rate), "-i", "-",
            "-an", "-c:v", "libx264", "-preset", "medium", "-crf", str(QUALITY), "-threads", "4",
            # What every projector and browser shows: halved colour, in the range and matrix of television.
            "-vf", "scale=out_color_matrix=bt709:out_range=tv,setparams=range=tv:colorspace=bt709"
            ":color_primaries=bt709:color_trc=bt709", "-pix_fmt", "yuv420p",
            "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
            "-movflags", "+faststart", str(self._part),
        ]  # fmt: skip
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._said
            )
        except OSError as problem:
            self._said.close()
            raise MissingPart(
                msg("The program that writes films cannot be started: {problem}.", problem=str(problem)),
                msg("Choose numbered pictures instead of a film."),
            ) from problem

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Take a frame."""
        if picture.shape != self._shape:
            raise ValueError(f"a frame of {picture.shape} in a film of {self._shape}")
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.ascontiguousarray(picture).data)
        except OSError as problem:
            raise self._failure() from problem

    def finish(self) -> Path:
        """Complete the file."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
            ended = self._process.wait(PATIENCE)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise self._failure() from problem
        if ended != 0:
            raise self._failure()
        self._said.close()
        try:
            self._part.replace(self.path)
        except OSError as problem:
            raise cannot_be_written(self.path) from problem
        return self.path

    def abandon(self) -> None:
        """Stop, and leave nothing behind."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE)
        if self._process.stdin is not None:
            with suppress(OSError):  # what it still held goes nowhere
                self._process.stdin.close()
        self._said.close()
        self._part.unlink(missing_ok=True)

    def _failure(self) -> WeiyangError:
        """Return what the program said, as an error."""
        self._process.kill()
        self._process.wait(PATIENCE)
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        error = cannot_be_written(self.path)
        return WeiyangError(error.message, msg("{reason}", reason=lines[-1])) if lines else error


class PngWriter:
    """Writes numbered pictures into a folder of their own.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = not folder.exists()
        self._files: list[Path] = []
        self._whole = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise cannot_be_written(folder) from problem

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Take a frame."""
        from PIL import Image

        file = self.folder / f"frame_{len(self._files) + 1:05d}.png"
        self._files.append(file)
        try:
            Image.fromarray(picture).save(file, compress_level=3)
        except OSError as problem:
            raise cannot_be_written(file) from problem

    def finish(self) -> Path:
        """Leave the folder as it is."""
        self._whole = True
        return self.folder

    def abandon(self) -> None:
        """Take away what was written."""
        if self._whole:
            return
        for file in self._files:
            file.unlink(missing_ok=True)
        self._files = []
        if self._made and self.folder.exists() and not any(self.folder.iterdir()):
            self.folder.rmdir()


def program() -> str:
    """Return the path of the ffmpeg that came with the program.

    Raises
    ------
    MissingPart
        If there is none.
    """
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as problem:
        raise MissingPart(
            msg("The program that writes films is missing."),
            msg("Choose numbered pictures instead of a film."),
        ) from problem


def cannot_be_written(path: Path) -> WeiyangError:
    """Return the error of a file or a folder that cannot be written."""
    return WeiyangError(
        msg("{file} cannot be written.", file=path.name), msg("Check the folder and its permission.")
    )
