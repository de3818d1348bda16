"""The story: what is asked for, in which order, and what came of it."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.clients import Client, Json, Refused
from demo.houses import House
from progress import Progress

UPLOAD = """mutation ($input: UploadInput!) { upload(input: $input) {
  original { id url } generation { id } } }"""
REGENERATE = "mutation ($input: RegenerateInput!) { regenerate(input: $input) { id } }"
KEEP = "mutation ($id: ID!) { download(cartoonId: $id) { id } }"
DRAW = "mutation ($input: PicturesInput!) { generatePictures(input: $input) { id } }"
REGISTER = """mutation ($input: AvatarInput!) { generateAvatar(input: $input) {
  id generation { id } } }"""
AVATAR = "query ($id: ID!) { avatar(by: {id: $id}) { finalImage { url(variant: MEDIUM) } } }"
HEADSHOT = "mutation ($input: HeadshotInput!) { generateHeadshot(input: $input) { id } }"
ASK_CODE = "mutation ($email: String!) { requestCode(email: $email) { email } }"
SIGN_IN = """mutation ($email: String!, $code: String!) {
  verifyCode(email: $email, code: $code) { token } }"""
FLUSH = "mutation ($email: String!) { flush(email: $email, scope: ALL, confirm: true) { records } }"
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) }"
CANCEL = "mutation ($id: ID!) { cancelGeneration(id: $id) { id } }"
MADE = """{ generations { edges { node { id status } } } originals { edges { node { id } } }
  downloadedFaces { edges { node { id } } } pictures { edges { node { id } } } }"""
CATALOG = "{ catalog { cartoonStyles categories limits { kind available } } }"

CHOSEN = "COMIC"  # whose face is kept
WORDS = {
    "REALISTIC": "A lighthouse on a cliff at sunset",
    "ARTISTIC": "A red fox in a snowy forest",
    "MINIMAL": "A sailing boat under the moon",
    "VIBRANT": "A hot air balloon over the mountains",
}
LOOKS = ("SUPERHERO", "PROFESSIONAL", "WARRIOR")
HEADSHOTS = ("CORPORATE", "STUDIO")
# What a guest types; nobody has this number, which is kept for stories.
GUEST = {
    "name": "Ada Example",
    "phone": "+1 202 555 0123",
    "district": "Somewhere",
    "organization": "Visage",
    "gender": "FEMALE",
}
CODE_SECONDS = BACK_SECONDS = 10.0


@dataclass(frozen=True)
class Shot:
    """A picture, and what is said below it."""

    caption: str
    picture: bytes


@dataclass
class Chapter:
    """A part of the story: its pictures, and a sentence where it could not be told."""

    title: str
    shots: list[Shot] = field(default_factory=list)
    missing: str = ""


class Story:
    """The story as `client` tells it, on `photo`; `house` if that is the demo's own."""

    def __init__(
        self, client: Client, photo: bytes, house: House | None, progress: Progress
    ) -> None:
        self._client, self._photo, self._house = client, photo, house
        self._progress = progress
        self._email = f"ada-{secrets.token_hex(4)}@example.com"
        self._link = ""
        self._registered = False

    async def tell(self) -> list[Chapter]:
        """All chapters. One that is refused, as for want of credits, is left out and says why."""
        catalog = (await self._client.ask(CATALOG))["catalog"]
        drawn = await self._cartoons(catalog["cartoonStyles"])
        return [
            drawn,
            await self._unless_refused("Pictures from words", self._pictures),
            await self._unless_refused("A guest of an event", self._avatars, catalog),
            await self._unless_refused("Headshots from a link", self._headshots),
        ]

    async def take_back(self) -> None:
        """Delete what the story has made; what the guest typed stays, and the usage."""
        self._progress.begin("Taking everything back")
        async with asyncio.timeout(BACK_SECONDS):
            made = await self._client.ask(MADE)
            for edge in made.pop("generations")["edges"]:
                if edge["node"]["status"] in ("QUEUED", "RUNNING"):
                    await self._client.ask(CANCEL, id=edge["node"]["id"])
            for connection in made.values():
                for edge in connection["edges"]:
                    await self._client.ask(DELETE, id=edge["node"]["id"])
                    self._progress.advance()
            if self._registered:
                await self._client.ask(FLUSH, email=self._email)

    async def _unless_refused(
        self, title: str, tell: Callable[..., object], *more: object
    ) -> Chapter:
        chapter = Chapter(title)
        try:
            await tell(chapter, *more)  # type: ignore[misc]
        except Refused as error:
            chapter.missing = error.message
        return chapter

    async def _cartoons(self, styles: list[str]) -> Chapter:
        first, *others = styles
        sent = await self._client.send(UPLOAD, "image", self._photo, style=first)
        original = sent["upload"]["original"]
        self._link = original["url"]
        ids = [sent["upload"]["generation"]["id"]]
        for style in others:
            asked = {"originalId": original["id"], "style": style}
            ids.append((await self._client.ask(REGENERATE, input=asked))["regenerate"]["id"])
        cartoons = await self._followed(f"Drawing {len(ids)} cartoons", ids)
        chapter = Chapter("One photo, and a cartoon in each style", [Shot("photo", self._photo)])
        for style, (image,) in zip(styles, cartoons, strict=True):
            chapter.shots.append(Shot(style.lower(), await self._client.fetch(image["url"])))
        chosen = styles.index(CHOSEN) if CHOSEN in styles else 0
        chapter.shots.append(await self._face(cartoons[chosen][0], styles[chosen]))
        return chapter

    async def _face(self, cartoon: Json, style: str) -> Shot:
        kept = (await self._client.ask(KEEP, id=cartoon["id"]))["download"]
        ((face,),) = await self._followed("Cutting out the face", [kept["id"]])
        return Shot(f"face, from {style.lower()}", await self._client.fetch(face["url"]))

    async def _pictures(self, chapter: Chapter) -> None:
        ids = []
        for style, words in WORDS.items():
            asked = {"prompt": words, "style": style, "count": 1}
            ids.append((await self._client.ask(DRAW, input=asked))["generatePictures"]["id"])
        drawn = await self._followed(f"Drawing {len(ids)} pictures from words", ids)
        for words, (image,) in zip(WORDS.values(), drawn, strict=True):
            chapter.shots.append(Shot(words, await self._client.fetch(image["url"])))

    async def _avatars(self, chapter: Chapter, catalog: Json) -> None:
        category, looks = catalog["categories"][0], LOOKS[: 2 if self._house else 3]
        avatars = []
        for look in looks:
            typed = {**GUEST, "email": self._email, "category": category, "look": look}
            sent = await self._client.send(REGISTER, "photo", self._photo, **typed)
            avatars.append(sent["generateAvatar"])
            self._registered = True
        ids = [avatar["generation"]["id"] for avatar in avatars]
        await self._followed(f"Drawing {len(ids)} avatars", ids)
        for look, avatar in zip(looks, avatars, strict=True):
            final = (await self._client.ask(AVATAR, id=avatar["id"]))["avatar"]["finalImage"]
            chapter.shots.append(Shot(look.lower(), await self._client.fetch(final["url"])))

    async def _headshots(self, chapter: Chapter) -> None:
        if self._house is None:
            raise Refused("They need somebody who has signed in, and a link to a photo.")
        await self._client.ask(ASK_CODE, email=self._email)
        async with asyncio.timeout(CODE_SECONDS):
            code = await self._house.codes.get()
        signed_in = await self._client.ask(SIGN_IN, email=self._email, code=code)
        self._client.speak_by(signed_in["verifyCode"]["token"])
        ids = []
        for style in HEADSHOTS:
            asked = {"imageUrl": self._link, "style": style}
            ids.append((await self._client.ask(HEADSHOT, input=asked))["generateHeadshot"]["id"])
        drawn = await self._followed(f"Drawing {len(ids)} headshots", ids)
        for style, (image,) in zip(HEADSHOTS, drawn, strict=True):
            chapter.shots.append(Shot(style.lower(), await self._client.fetch(image["url"])))

    async def _followed(self, what: str, ids: list[str]) -> list[list[Json]]:
        """What these generations end with, all followed at once."""
        self._progress.begin(what, len(ids))
        outcomes = await asyncio.gather(*map(self._one, ids), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]

    async def _one(self, id: str) -> list[Json]:
        before = 0.0

        def heard(far: float) -> None:
            nonlocal before
            self._progress.advance(max(0.0, far - before))  # a retry begins anew
            before = max(before, far)

        return await self._client.follow(id, heard)
