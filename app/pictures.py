"""The pictures of a desk: who gathers them, in the words of each language."""

from bot.locales import load_texts
from bot.render.chart import picture_words
from core.ports import Clock, Gallery, KeyValue, Pictures
from core.ports.storage import JournalReader
from services.pictures import PictureService
from services.seats import Seats
from services.themes import ThemeStore


def build_pictures(
    seats: Seats, journal: JournalReader, values: KeyValue, clock: Clock, gallery: Gallery
) -> Pictures:
    words = {language: picture_words(text) for language, text in load_texts().items()}
    return PictureService(seats, journal, gallery, ThemeStore(values), clock, words=words)
