"""The full-screen face; the only place that knows Textual.

Its loop of events is loaded without TLS, which nothing here speaks: four megabytes and a thirtieth of a start.
"""

import sys

if "asyncio" not in sys.modules and "ssl" not in sys.modules:
    sys.modules["ssl"] = None  # type: ignore[assignment]  # asyncio does without it where there is none
    import asyncio  # noqa: F401

    del sys.modules["ssl"]
