"""A no and a message in one thought: most who write so want no more of them, so it is held and a person looks.

Looser than `stop_english` and `stop_spanish`, for the wording that nobody has listed. What is known to be about
something else (a text that never came, tips that are liked, an appointment) is taken out first.
"""

from reminders.domain.phrases import phrases

_GROUPS = {
    "texts": (
        "text|texts|texting|texted|texing|textng|txt*|message|messages|messaging|mesag*|messag*|msg*|sms|spam*|emails|reminders|"
        "notifications|alerts|check_ins|checkins|contact|contacted|contacting|reach_out|list|lists|program|subscription|mensaj*|"
        "textos|recordatorios|avisos|notificaciones|lista|listas"
    ),
    "no": (
        "no|not|never|dont|do_not|doesnt|didnt|did_not|wont|cant|shouldnt|isnt|wasnt|without|nor|stop*|quit|staph|stahp|"
        "enough|too_many|so_many|tired_of|sick_of|hate|annoying|unwanted|withdraw|remove|rather|only|nunca|jamas|tampoco|sin|"
        "demasiados|basta|alto|paren|harto|harta|odio|molestos|quit*_de|nadie"
    ),
    "got": (
        "get|got|gotten|receive|received|recieve|recieved|see|saw|seen|read|open|opened|find|found|understand|understood|hear|"
        "heard|load|work|working|show|arrive|arrived|come|came|sure|know|remember|finish|answer|reply|respond|click|print"
    ),
    "llego": (
        "llego|llegaron|llega|llegan|recibi|recibo|recibimos|vi|veo|entiendo|entendi|lei|encuentro|tengo|abre|abren|funciona|"
        "mandaron|enviaron|llegado|escuche|se|aparece"
    ),
    "help": "mind|stop|quit|cancel|remove|hesitate|worry|forget|miss|paren|dejen|pare|deje|olvid*",
}

_ABOUT_SOMETHING_ELSE = phrases(
    """
    no|not|never|didnt|did_not|dont|havent|cant|cannot|couldnt|doesnt|does_not|wont|wasnt|isnt ~2 <got> ~6 <texts>
    <texts> ~3 didnt|doesnt|does_not|did_not|not|never|wont|isnt|cant ~1 <got>|help|say|clear|sent
    <texts> ~1 said|says|told|asked|dice|decia|dijo ~30
    dont|do_not|never|wont|cant|didnt|not|no|nunca ~1 <help> ~30
    deleted|lost|missed|erased|skipped|borre|perdi ~4 <texts>
    no|not|ni ?me ?se ?los|las|lo|la <llego> ~6 <texts>
    sorry ~2 for|about ~4 <texts>
    love|like|enjoy|appreciate|gustan|encantan|gracias_por ~4 <texts>
    no_problem|no_worries|why_not|not_a_problem|no_rush|not_urgent|if_not|or_not|whether_or_not|no_hurry|not_only|no_solo
    ingredient*|grocery|waiting|wait|price|product|products|shopping|espera list|lista
    list|lista of|de ~30
    """,
    _GROUPS,
)
_LOOSE = phrases(
    """
    <no> ~6 <texts>
    <texts> ~4 stop*|annoying|unwanted|too_many|only_by_email|cost*|alone|nunca|basta|paren|alto|molestan|cansan
    <no> ~2 write|write_to|writing|call ~1 me|us anymore|again|any_more
    stop*|quit|remove|delete|take|unlist ~4 list|program|system|phone_number|cell_number
    i|ive ~2 asked|told|tell|telling|begged|keep_telling you|u|yall ~3 stop
    say|said|saying|says stop|to_stop $
    ^ ~2 stahp|staph|kindly_stop ~2 $
    leave ~2 phone|number|us|me alone
    who told|gave|said ~2 you|u ~4 text|message|contact|number|permission
    never|didnt|dont ~2 give|gave|given ~3 number|permission|consent
    <no> ~3 wish|want|like|care|agree|consent|need ~2 to|for ~1 receive|receiving|get|getting|hear ~4 <texts>
    lawyer|attorney|police|sue|fcc|legal|complaint|abogado|demanda|policia ~8 <texts>|again|contact
    no_need|dont_need|dont_have|neednt ~2 to|for ~3 <texts>
    no_me|ya_no_me|que_no_me|no_nos llegue|lleguen|gusta|gustan|interesa ~4 <texts>
    no|ya_no ~2 quiero|deseo|gusta ~3 estar|seguir|ser|salir ~4 <texts>
    """,
    _GROUPS,
)
#: So plain that nothing explains it otherwise.
_PLAIN = phrases(
    """
    <no> ~2 wish|want|wanna|like|care|agree|consent|authorize ~1 to receive|get|hear|be|see ~4 <texts>
    """,
    _GROUPS,
)
_NOT_THEM = phrases(
    """
    not ~1 the|who person|one|lady|guy|girl|woman|man ~1 you|u|yall
    this|it is|its|s|was my|our|a ?new number|phone|cell now|anymore|not
    moved|died|passed|deceased|divorced|left ~6 number|phone
    got|have|inherited|bought|took|given ~1 her|his|their|someones|somebodys ?old ?phone number|phone
    name is|s * not *
    ~1 no_longer|doesnt|does_not lives|live here
    who|whose|quien * is|es $
    no ~1 hay|existe|vive|trabaja|esta ninguna|ningun|nadie ~3
    havent|have_not|never|didnt|not ~4 to|at|in any|your|that|this|a|some clinic|office|spa|place|practice
    dont|do_not|didnt|never know|knew|heard ?of a|any|no|this|the ~2 $
    yo ?no|nunca fui|he_ido|voy|estuve|soy ~4 clinica|consultorio|lugar|spa|paciente|persona
    esta|este|ahora ~1 es|no mi|de ~1 numero|telefono ahora|ya|nuevo
    no ~2 nadie|ninguna|ningun ~2 llam*|nombre|persona|senor*
    """,
    _GROUPS,
)


def says_no_to_messages(clause: str) -> bool:
    """Whether a thought says no and speaks of messages, and nothing explains it otherwise."""
    return _PLAIN.found_in(clause) or _LOOSE.found_in(_ABOUT_SOMETHING_ELSE.without(clause))


def says_somebody_else(clause: str) -> bool:
    """Whether a thought says, in passing, that somebody else has this number."""
    return _NOT_THEM.found_in(clause)
