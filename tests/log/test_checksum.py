"""The checksum of an event is that of its row as JSON with sorted keys, whatever it holds."""

import json
import zlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from flashcards.events import Event, Kind, Mode

texts = st.text(max_size=12)
maybe = st.one_of(st.none(), texts)
shares = st.one_of(st.none(), st.floats(0, 1))
details = st.dictionaries(
    texts, st.one_of(texts, st.integers(), st.booleans(), st.lists(texts, max_size=2)), max_size=3
)
events = st.builds(
    Event,
    id=texts,
    at_ms=st.integers(),
    wall_ms=st.integers(),
    study_day=st.dates(date(1, 1, 1)),
    utc_offset_min=st.integers(-1440, 1440),
    device=texts,
    event=st.sampled_from(Kind),
    card=maybe,
    fingerprint=maybe,
    mode=st.one_of(st.none(), st.sampled_from(Mode)),
    rating=st.one_of(st.none(), st.integers(1, 4)),
    elapsed_ms=st.one_of(st.none(), st.integers(0)),
    parameters=maybe,
    spread=shares,
    predicted=shares,
    crc=st.just(0),
    detail=st.one_of(st.none(), details),
)


@given(events)
def test_a_checksum_is_that_of_the_row_as_sorted_json(event: Event) -> None:
    row = event.to_json()
    del row["crc"]
    assert event.checksum() == zlib.crc32(json.dumps(row, sort_keys=True).encode())
