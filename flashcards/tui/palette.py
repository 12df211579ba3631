"""The command palette: what can be done on the screen, found by name; the same commands as its keys."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from flashcards.tui.keynames import shown_all
from flashcards.tui.offers import Offer, offers


class Commands(Provider):
    """The commands of the screen below the palette."""

    async def discover(self) -> Hits:
        for offer in self._offers():
            called = partial(self.app.run_action, offer.actions[0])
            yield DiscoveryHit(_title(offer), called, help=shown_all(offer.keys))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for offer in self._offers():
            title, called = _title(offer), partial(self.app.run_action, offer.actions[0])
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), called, help=shown_all(offer.keys))

    def _offers(self) -> list[Offer]:
        """What stands in the table of keys; moves in several directions are left to the keys."""
        return [
            offer
            for offer in offers(self.screen)
            if offer.binding.id and len(offer.actions) == 1 and offer.name != "palette"
        ]


def _title(offer: Offer) -> str:
    return offer.words[:1].upper() + offer.words[1:]
