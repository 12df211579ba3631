"""The one hash of the program, without OpenSSL: `hashlib` loads that for others, and it takes four megabytes."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import blake2b
else:
    try:
        from _blake2 import blake2b  # what `hashlib` itself gives out under this name
    except ImportError:  # another Python
        from hashlib import blake2b

__all__ = ["blake2b"]
