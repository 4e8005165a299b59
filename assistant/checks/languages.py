"""Whether a sentence is in another language than English, by its small words.

Only as good as it needs to be: sentences of three words and more, and no guess where nothing tells. Names are left out, for "La Poste de
Lyon" is no French.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ENGLISH_WORDS = (
    "the is are were be been has have had does did not and or but of to on at by for with from it its this that these those we you "
    "our your they their he she his her will would can could cannot may must should shall since until after before about into over under out up than "
    "then when while which who what how there here all any some only one each every more please also still now again"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
"""Without the short words that another of the languages has too: "in", "was", "an", "a", "no", "do"."""
_OTHERS = tuple(
    frozenset(words.split())
    for words in (
        "der die das den dem des ein eine einen einem einer eines und oder aber ist sind waren wird werden wurde wurden nicht kein keine keinen mit von zu zur zum "
        "im auf für bei nach aus vor sie wir ihr ihre ihren ihrem ihnen uns unser unsere unseren sich auch es ich bitte schon noch nur durch über bis seit als wie "
        "haben hatte kann können soll sollen liegt steht stand dieser diese dieses hat keinerlei jetzt mehr sehr alle allen",
        "le la les un une des du de et ou est sont était été sera seront ne pas plus au aux en dans sur pour par avec sans ce cette ces nous vous votre vos notre "
        "nos il elle ils qui que aucun aucune merci tout toute avant après se sa son ses y leur leurs on mais déjà",
        "el la los las un una unos unas de del y o es son fue fueron será está están no se su sus en por para con sin que lo le les al nuestro nuestra nuestros "
        "ningún ninguna hay ha han más muy favor hoy todo todos todas esta este usted ustedes pueden desde hasta ahora",
        "il lo la i gli le un una uno di del della dei delle degli e o è sono era stato stata stati state non si su in per con senza che da dal dalla al alla ai alle nel nella "
        "nostro nostra nostri nostre vostro vostra vostri vi ci ha hanno più tutto tutte tutti questo questa tutti tutta entro prego fu sarà anche nessun nessuna",
        "jest są był była było będzie nie się z w na do i oraz że dla przez przed po od za to ten ta te tej tym wszystko wszystkie nasz nasza nasze wasz wasza wasze "
        "państwa prosimy proszę już też także może mogą ma mają bez o jak który która które został została winna winny",
        "o os as um uma uns umas de do da dos das e ou é são foi foram será está não se seu sua seus suas em no na nos nas por para com sem que ao aos à pelo pela "
        "pelos pelas nosso nossa nossos nossas nenhum nenhuma há mais já tudo todos todas fica ficam este esta até favor",
        "de het een en of is zijn was werd worden wordt niet geen met van naar voor door bij uit op aan ook dat dit die u uw wij ons onze alle nog al er te maar om",
        "och är var inte för det som att på med av till en ett vi ni er vår våra era alla har kan ska den de om från og ikke af på jer vores blev",
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ELIDED = re.compile(r"^(?:l|d|qu|n|s|c|j|m|dell|all|nell|un|sull|dall)['’]", re.IGNORECASE)
_ACCENT = re.compile(r"[à-öø-ÿą-żßœ]")
_NAME_PARTS = "la le les los las el il lo de da do di du des dos das del della van von der den al san"
_PARTICLES = frozenset(_NAME_PARTS.split())
"""What names begin with, or hold."""
_SHARED = "no in an was a as do so i on is me he at ten per con data all es use un us as more not we to for by over"
_EITHER = frozenset(_SHARED.split())
"""Words that are English too, and tell nothing."""
_ADDRESS = re.compile(r"\S*(?:://|[\w-]\.\w|@|\d)\S*|\b\w+(?:-\w+)+\b")
_FEWEST = 3
"""Words from which a sentence has a language."""


@lru_cache(maxsize=4096)
def is_foreign_language(text: str) -> bool:
    """Whether more of the text's small words are of one other language than of English."""
    found = _WORD.findall(_ADDRESS.sub(" ", text))
    if len(found) < _FEWEST:
        return False
    words = [word.casefold() for place, word in enumerate(found) if not _is_of_a_name(found, place)]
    english = sum(word in _ENGLISH for word in words)
    other = max(sum(word in language and word not in _EITHER for word in words) for language in _OTHERS)
    signs = sum(_ELIDED.match(word) is not None or _ACCENT.search(word) is not None for word in words)
    return other + signs > english and other + signs > 0


def _is_of_a_name(words: list[str], place: int) -> bool:
    """Whether a word has a capital inside a sentence, or stands before one as "La" does in "La Poste" and "de" in "Poste de Lyon"."""
    if place and words[place][0].isupper():
        return True
    follows = place + 1 < len(words) and words[place + 1][0].isupper()
    return follows and (place == 0 or words[place - 1][0].isupper()) and words[place].casefold() in _PARTICLES
