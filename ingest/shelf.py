"""The list editions of one release: which there are, and what each says. For whoever needs the rows themselves: comparing two
editions, giving a list out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from ingest.corrections import Corrected, correct
from ingest.documents import ListHead, open_list
from ingest.project import Edition, settle_chains, settle_editions
from ontologies.places import Place
from ontologies.records import CorrectionRecord, ListText


class Shelf:
    """``heads`` are the heads of the release's lists by digest, corrections made; ``bodies`` fetches encoded document bodies by digest;
    ``corrected`` tells of which document read (its digest) and by which corrections one came to be; ``places`` are those below the
    county."""

    def __init__(
        self,
        heads: Mapping[str, ListHead],
        bodies: Callable[[Iterable[str]], dict[str, bytes]],
        corrected: Mapping[str, tuple[str, Sequence[CorrectionRecord]]] | None = None,
        places: Sequence[Place] = (),
    ) -> None:
        self._heads = heads
        self._bodies = bodies
        self._corrected = corrected or {}
        self.places = places

    @cached_property
    def editions(self) -> dict[str, Edition]:
        """Every list edition by its identifier, in the order of identifiers."""
        return dict(sorted(settle_editions(self._heads)[0].items()))

    @cached_property
    def chains(self) -> dict[str, tuple[str, ...]]:
        """For each edition the identifiers of all editions of its list, oldest first."""
        return settle_chains(self._heads)

    def text(self, identifier: str) -> ListText:
        """What an edition says, reviewed corrections made. Raises LookupError when the release has no such edition."""
        digest = self._digest(identifier)
        found = self._bodies([digest]).get(digest)
        return open_list(found).edition if found is not None else self.corrected(identifier).text

    def corrected(self, identifier: str) -> Corrected:
        """What an edition says, with each correction that was made. Raises LookupError when the release has no such edition."""
        digest = self._digest(identifier)
        read, records = self._corrected.get(digest, (digest, ()))
        return correct(open_list(self._bodies([read])[read]).edition, records, self.places)

    def _digest(self, identifier: str) -> str:
        edition = self.editions.get(identifier)
        if edition is None:
            raise LookupError(f"没有清单“{identifier}”")
        return edition.digest

    def of(self, place: str, authority: str, kind: str) -> list[Edition]:
        """The editions of one list (parts of an edition one after the other), oldest first; a blank means any."""
        found = [
            edition
            for edition in self.editions.values()
            if edition.head.place.startswith(place)
            and authority in ("", edition.head.authority)
            and kind in ("", edition.head.kind)
        ]
        return sorted(found, key=lambda edition: (edition.valid_from, edition.id))
