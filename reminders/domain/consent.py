"""What a patient is asked before anything is sent: the exact words, and the version that a consent refers to."""

from reminders.domain.words import Kind

#: Changes whenever a word below does.
WORDING_VERSION = "2026-11"

WORDING: dict[str, dict[Kind, str]] = {
    "en": {
        Kind.CARE: (
            "You may text or email me aftercare advice for this treatment at the number and address I gave. I know "
            "that texts and email are not encrypted, that message and data rates may apply, and that I can reply STOP "
            "any time."
        ),
        Kind.MARKETING: (
            "You may also send me invitations, such as for a touch-up visit. I know that this is my choice and not a "
            "condition of any treatment, and that I can say no any time."
        ),
    },
    "es": {
        Kind.CARE: (
            "Pueden enviarme consejos de cuidado para este tratamiento por mensaje de texto o correo, al número y a la "
            "dirección que di. Sé que los mensajes y el correo no van cifrados, que puede haber cargos por mensajes y "
            "datos, y que puedo responder ALTO cuando quiera."
        ),
        Kind.MARKETING: (
            "También pueden enviarme invitaciones, por ejemplo para una visita de retoque. Sé que es mi decisión, que "
            "no es condición de ningún tratamiento y que puedo decir que no cuando quiera."
        ),
    },
}
