"""How the names of media files end, on the way in and on the way out."""

PICTURES = frozenset(
    f".{name}"
    for name in ("png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "apng", "ico", "jxl", "tif", "tiff")
)
SOUNDS = frozenset(f".{name}" for name in ("mp3", "ogg", "oga", "opus", "wav", "m4a", "flac", "aac", "spx", "3gp"))
FILMS = frozenset(f".{name}" for name in ("mp4", "webm", "mov", "mkv", "avi", "ogv", "m4v", "mpg", "mpeg"))
PLAYED = SOUNDS | FILMS
