"""The command palette: what can be done on the screen, found by name; the same commands as its keys."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from flashcards.tui.keynames import shown_all
from flashcards.tui.offers import Offer, offers


class Commands(Provider):
    """The commands of the screen below the palette."""

    async def discover(self) -> Hits:
        for offer in self._offers():
            yield DiscoveryHit(
                words_of(offer), partial(self.app.run_action, offer.actions[0]), help=shown_all(offer.keys)
            )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for offer in self._offers():
            score = matcher.match(words_of(offer))
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(words_of(offer)),
                    partial(self.app.run_action, offer.actions[0]),
                    help=shown_all(offer.keys),
                )

    def _offers(self) -> list[Offer]:
        """What stands in the table of keys; moves in several directions are left to the keys."""
        return [
            offer
            for offer in offers(self.screen)
            if offer.binding.id and len(offer.actions) == 1 and offer.name != "palette"
        ]


def words_of(offer: Offer) -> str:
    """What an offer is called here."""
    words = offer.binding.tooltip or offer.binding.description
    return words[:1].upper() + words[1:]
