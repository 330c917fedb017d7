"""The automatic replies as they ship: what a patient hears at once after STOP, START, HELP, or when nobody is there."""

from collections.abc import Mapping

from reminders.catalog.content import BadContent, Content, content_mistakes
from reminders.domain.segments import fits, plain
from reminders.domain.words import Channel

#: Name → language → text. `read_at` is a local time in words, or empty when nobody can say.
_TEXTS = {
    "stop": {
        "en": "{clinic_name}: We will not text you again. Reply START if you want care texts back.",
        "es": "{clinic_name}: No le escribiremos más. Responda ALTA para recibir otra vez mensajes de cuidado.",
    },
    "start": {
        "en": "{clinic_name}: You will get texts about your care again. Reply STOP to end them, HELP for help.",
        "es": "{clinic_name}: Le escribiremos otra vez sobre su cuidado. Responda BAJA para no recibir más.",
    },
    "help": {
        "en": "{clinic_name}: We text you about your care after a visit. Call us: {clinic_phone}. "
        "Msg & data rates may apply. Reply STOP to end.",
        "es": "{clinic_name}: Le escribimos sobre su cuidado después de una visita. Llame: {clinic_phone}. "
        "Pueden aplicar tarifas. Responda BAJA para no recibir más.",
    },
    "away": {
        "en": "{clinic_name}: We got your text. {when_en}If you feel worse, call {clinic_phone}. "
        "In an emergency, call {emergency_number}.",
        "es": "{clinic_name}: Recibimos su mensaje. {when_es}Si se siente peor, llame al {clinic_phone}. "
        "En una emergencia, llame al {emergency_number}.",
    },
    "held": {
        "en": "{clinic_name}: We have paused our texts to this number. One of us will look at your message.",
        "es": "{clinic_name}: Hemos puesto en pausa los mensajes a este número. Alguien leerá el suyo.",
    },
}
NAMES = tuple(_TEXTS)


def automatic_text(name: str, language: str, variables: Mapping[str, str]) -> str:
    """The text of one automatic reply, in English where the language is missing. Raises BadContent.

    Accents go where they would make it too long.
    """
    texts = _TEXTS[name]
    read_at = variables.get("read_at", "")
    when = {
        "when_en": f"A person will read it {read_at}. " if read_at else "A person will read it as soon as we can. ",
        "when_es": f"Una persona lo leerá {read_at}. " if read_at else "Una persona lo leerá lo antes posible. ",
    }
    text = texts.get(language.partition("-")[0].lower(), texts["en"]).format(**when | dict(variables))
    text = text if fits(text) else plain(text)
    if mistakes := content_mistakes(Content("", text), Channel.SMS):
        raise BadContent(f"automatic reply {name}: {'; '.join(mistakes)}")
    return text
