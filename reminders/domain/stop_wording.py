"""Reasonable wording of a wish to get no more messages, or of a wrong number; in English, Spanish and both at once.

The law asks for no exact word. A wish is found by what it is about: ending *messages* is a stop, ending the cream, the
bleeding or an appointment is not. Where a text may be read either way it is held: a person looks at each of these.
"""

import re
from enum import Enum

from reminders.domain.reply_words import clauses_of, words_of
from reminders.domain.stop_words import STOP_WORDS


class Wish(Enum):
    """What a text asks for in its own words."""

    #: Says so of messages, lists or numbers.
    STOP = "stop"
    #: A bare "please stop": with a red flag beside it, it may be about the body.
    PERHAPS_STOP = "perhaps stop"
    WRONG_NUMBER = "wrong number"


def wish_in(text: str) -> Wish | None:
    """The wish a text expresses, or None."""
    clauses = (*clauses_of(text), words_of(text))
    if any(_WRONG.search(clause) or _is_not_them(clause) for clause in clauses):
        return Wish.WRONG_NUMBER
    if any(_STOPS.search(_without_refusals(clause)) for clause in clauses):
        return Wish.STOP
    bare = _first_or_last_word_stands_out(text) or any(_is_bare(clause) for clause in clauses)
    return Wish.PERHAPS_STOP if bare else None


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


#: "stop" as thumbs and dictation write it.
_STOP = r"(?:s+t+o+p+(?:ping|in)?|stpo|sotp|tsop|stp|sto|syop|stob|stap|dtop|atop|st0p|5top|stpp|s top|stops|spot|shop|step)"
_END = _any(_STOP, "quit", "cease", "halt", "discontinue", "cancel+", "cancle", "end", "terminate", "no more", "enough")
_TEXTS = (
    r"(?:te?xt\w*|tx|txts?|txting|mess?a?ge?s?|mes+[ae]gin[g]?|messaging|msgs?|msging|messgaes?|mesages?|sms|spam\w*|e?mails?|"
    r"emailing|reminders?|notifications?|notices|updates|alerts|calls?|calling|contact\w*|subscription|communications?|"
    r"check ?ins?|mensaj\w*|textos?|textear\w*|textiando|textee\w*|avisos?|recordatorios?|correos?|notificacion\w*|"
    r"suscripcion|msjs?|mjs|sms)"
)
_BOTHER = (
    r"(?:bother\w*|harass\w*|bug+ing|annoying|pestering|blowing up|hitting (?:me|up)|writing|sending|reaching|messing)"
)
_ME = r"(?:me|us|this|my|here|again|any ?more|no more|back|im|now|or|with|at|to|about|$)"
_SMALL = (
    r"(?:(?:me|us|all|any|any more|of|the|these|those|this|your|ur|u|you|ya|my|with|getting|receiving|sending|to|from|"
)
_SMALL += r"damn|stupid|fucking|freaking|annoying|dumb|random|daily|constant|silly|more|automated|auto|care|robo|so|many|please|pls|"
_SMALL += r"los|las|de|mis|sus|esos|estos|tantos|mas|la|el|mi|recibir|enviando|mandando|enviar|mandar|me) ){0,5}"
_NOT_TO = r"(?:dont|do not|dnt|donot|never|please not|plz dont|stop)"
_SEND = (
    r"(?:te?xt|txt|mess?age|msg|contact|write|e?mail|bother|spam|harass|reach out|reach|hit me up|message|bug|disturb)"
)
_WANT = (
    r"(?:(?:dont|do not|dnt|didnt|did not|no longer|never|wont|cant|not|nor)(?: \w+){0,2} (?:want|wanna|wish|need|like|care|agree|"
    r"consent|sign(?:ed)? up|ask(?:ed)?|authorize|looking|interested|opt(?:ed)? in|subscribe[d]?|request(?:ed)?))"
)
_LIST = (
    r"(?:list|lista|database|system|sistema|contacts?|contactos|records?|distribution|roster|thread|chat|group|mailing)"
)

_ENGLISH = (
    rf"\b{_END} {_SMALL}{_TEXTS}\b",
    rf"\b{_STOP} (?:\w+ ){{0,2}}{_BOTHER}\b",
    rf"\b(?:quit|cease) (?:\w+ ){{0,2}}{_BOTHER}\b",
    rf"\b{_TEXTS} (?:\w+ ){{0,2}}(?:to|must|should|need to|have to|has to|gotta|got to) (?:please )?(?:stop|end|cease)\b",
    rf"\b(?:want|need|make|get|have) (?:\w+ ){{0,2}}{_TEXTS} (?:to )?(?:stop|end|stopped|off|gone)\b",
    rf"\b{_NOT_TO} (?:ever |you |keep |be )?{_SEND}\w* {_ME}",
    rf"\b{_NOT_TO} (?:ever )?call (?:me |us |this number |my phone |here |again |any ?more ?)*(?:again|any ?more|ever|no more)\b",
    rf"\b{_NOT_TO} (?:ever )?send (?:me |us |any |anything )?{_SMALL}(?:any ?more|again|anything|nothing|{_TEXTS})\b",
    rf"\b{_WANT} (?:(?:to|for|in|your|these|those|any|getting|receiving|receive|get|be|a|more|of|the|ur|all|anymore|this|me|you|"
    rf"him|her|hearing|hear|from|on|random|daily|stupid|text) ){{0,6}}(?:{_TEXTS}|texted|messaged|contacted|bothered|hear from|"
    rf"on (?:\w+ ){{0,3}}{_LIST})\b",
    rf"\b{_WANT} (?:to )?hear(?:ing)? from (?:you|u|ya|yall|this|your|any)",
    r"\b(?:take|get|remove|delete|drop|pull|erase|scrub|want|kick|strike|cross) (?:me|us|my (?:\w+ ){0,3}(?:number|phone|name|cell)|"
    r"this (?:phone |cell )?(?:number|phone)|my|the number|mine) (?:\w+ ){0,2}(?:off|out|from|of)\b(?! the (?:schedule|table|waitlist))",
    r"\b(?:remove|delete|erase|lose|forget|drop|unlist|block|scratch) (?:\w+ )?(?:my|this|the|our) (?:\w+ ){0,2}(?:number|phone|"
    r"contact|digits|cell|info|information)\b",
    r"\bremove (?:me|us|myself)\b|\btake (?:me|us) off\b|\bremove from\b",
    r"\bun ?su+b?s?[ckr]+r?i?b\w*\b(?! from (?!this|these|the|your|all|here|text|ur|you|sms|it|everything|list|that))|\bunsub\b|\bun sub\b|\bunsuscribe\w*\b|\bunsubsribe\b|\bunsubcribe\b|\bunsubscrb\w*\b|\bunscribe\b",
    r"\bun ?enroll\b|\bdis ?enroll\b|\bun ?follow\b|\bdeactivate me\b|\bun ?register\b",
    r"\bopt(?:ing|ed)?[ -]?(?:me )?out\b(?! of (?:the|my|a|any|that) (?!list|text|messag|sms|program))|\boptout\b|\bopt me\b",
    r"\b(?:leave|let) (?:me|us) (?:the \w+ )?(?:alone|be)\b|\bgo away\b|\bget lost\b|\b(?:fuck|f|piss|buzz|bug+er|eff) off\b",
    r"\b(?:im|i am|i will|ill|gonna|going to|have|am|just|been) (?:\w+ )?(?:block|report)(?:ing|ed)? (?:you|u|this|your|the|it|ya)\b",
    r"\b(?:block|report)(?:ing|ed)? (?:you|u|this number|your number|as (?:spam|junk))\b",
    r"^(?:this is |its |thats |total |just |more |obvious )*(?:spam|spammers?|harassment|junk|scam)\b(?! (?:filter|folder|box))",
    r"\bdo not (?:call|contact|text) (?:list|registry)\b|\bdnc\b|\btcpa\b|\bcease and desist\b|\b(?:no|not) consent\b",
    r"\b(?:revoke|withdraw\w*|rescind|take back|retract) (?:\w+ ){0,2}(?:consent|permission|authorization|agreement)\b",
    r"\b(?:do not|dont|never|didnt|did not) (?:have |give |gave |got )?(?:you |u )?(?:my |any )?(?:consent|permission)\b",
    r"\b(?:not|no longer|aint|never) (?:\w+ )?interested\b(?! in \w*(?<!this)(?<!these)(?<!your)(?<!texts)(?<!it)(?<!messages)\b)",
    rf"\b(?:no|zero) more (?:of )?(?:\w+ ){{0,2}}{_TEXTS}\b|\bno (?:texts?|msgs?|messages?|texting)(?: please| pls| thanks)?$",
    rf"\b(?:turn|shut|switch|cut) (?:\w+ ){{0,3}}{_TEXTS} (?:off|down|out)\b|\b(?:turn|shut|switch|cut) off (?:\w+ ){{0,2}}{_TEXTS}\b",
    rf"\bhow (?:do|can|to|would) (?:\w+ )?(?:get|make|turn|stop|cancel|end|opt|unsub\w*)(?: \w+){{0,4}} (?:{_TEXTS}|off|out)\b",
    rf"\b(?:sick|tired|done|fed up|over it|through) (?:and tired )?(?:of|with) (?:\w+ ){{0,3}}{_TEXTS}\b",
    r"\b(?:shut up|knock it off|cut it out|give it a rest|back off|buzz off|enough already|im out|count me out|i want out|i quit$)\b",
    r"\bstop (?:this|all|everything|it all) (?:\w+ ){0,2}(?:now|please|immediately|program|service|nonsense|crap|shit|bs|stuff)\b",
    r"\bcancel (?:me|us|everything|all of (?:this|it)|this(?: service| program| subscription)?|it all)(?: please| pls| now)?$",
    r"\b(?:end|cancel|stop|discontinue) (?:my |this |the |your |me from |all )+(?:service|program|subscription|enrollment|membership)\b",
)
_MAS = r"(?:mas|nada|ningun|ninguna|nunca|otra vez|nuevamente)"
_SPANISH_SEND = (
    r"(?:escrib\w+|mand\w+|env[iy]\w*|enb?vi\w+|inv[iy]en|contact\w+|text\w+|tecst\w+|mensaj\w+|molest\w+|jod\w+|"
    r"chinguen|llam\w+|busquen|busque|comuniqu\w+|notifi\w+|fastidi\w+|esten mandando|sig[au]\w* (?:mand|escrib|envi|text|molest)\w+)"
)
_SPANISH = (
    rf"\b(?:no|ya no|nunca|jamas|dejen? de|dejar de|ya) (?:por favor )?(?:me|nos|le|les|se) (?:vuelv\w+ a |sigan? |esten? )?"
    rf"(?!\w+(?:aron|ieron|aste|iste|aban|ado|ido)\b){_SPANISH_SEND}",
    rf"\b(?:deje|dejen|deja|dejar|dejense|dejame|dejeme|dejenme|paren|pare|para|parar|parenle|parale|basta|cesen|alto|stop|"
    rf"suspend\w+|eviten?|termin\w+|quit\w+|cancel\w+|elimin\w+|deten\w*|pausen)\b(?: \w+){{0,3}} (?:{_SPANISH_SEND}|{_TEXTS})\b",
    rf"\b(?:no|ya no|tampoco) (?:\w+ ){{0,2}}(?:quier\w+|dese\w+|necesit\w+|kiero|qiero|kero|autoric\w+|autoriz\w+|pedi|solicite|"
    rf"acept\w+|interes\w+|gust\w+)(?: \w+){{0,5}} (?:{_TEXTS}|{_SPANISH_SEND})",
    rf"\b(?:no|sin|cero|ni un) mas (?:\w+ ){{0,2}}{_TEXTS}",
    rf"\b(?:ya no|no) (?:dese|quier)\w+ (?:mas|recibir) (?:mas )?{_TEXTS}",
    rf"\b(?:ya no|no) (?:\w+ )?{_TEXTS}(?: \w+){{0,2}}$",
    r"\b(?:quit(?:e|en)|sa[cq]u?(?:e|en|a)|borr(?:e|en|a)|elimin(?:e|en|a)|remuev(?:a|an|e)|retir(?:e|en|a)|sacar|borrar|eliminar)(?:me|nos)"
    r"(?: (?:ya|por favor|porfa|gracias|de|hoy|\w+ (?:lista|sistema)).*)?$|\b(?:me|nos) (?:\w+ )?(?:quiten|quite|saquen|saque|borren|"
    r"borre|eliminen|remuevan|elimine|retiren|sacan|quitan|borran)\b",
    r"\b(?:quit|sac|borr|elimin|remuev|remov|retir|pierd|olvid|bloque)\w* (?:\w+ )?(?:mi|este|el|mis|nuestro) (?:numero|telefono|"
    r"nombre|cel\w*|contacto|datos|numerito)\b",
    rf"\b(?:sac|quit|borr|elimin|remov|remuev)\w* (?:\w+ ){{0,3}}(?:de )?(?:la|su|esa|esta|tu) {_LIST}\b",
    r"\b(?:dar|dame|deme|denme|darme|date|dense|dandome|me doy|me den|me dan|me de)(?: \w+)? de baja\b|\bdes ?(?:suscri|inscri|sub)\w*\b",
    r"\bdej\w*(?:me|nos) (?:en paz|tranquil\w*|solo|sola|quiet\w*)\b|\b(?:me dejen?|nos dejen?) (?:en paz|tranquil\w*)\b",
    r"\b(?:voy a|los|las|te|le|les|lo|la) (?:\w+ )?(?:bloque|report|denunci|demand)\w*\b|\bbloque(?:o|ado|ados|are|ando)\b",
    r"\b(?:no|ya no|nunca) (?:me |nos |estoy |estamos )?interes\w+(?: por ahora| en (?:esto|sus|recibir|nada)| gracias)?$",
    r"\b(?:cancel\w*|termin\w*|anul\w*) (?:\w+ ){0,2}(?:suscripcion|servicio|programa|inscripcion|todo)\b",
    r"\b(?:no|ya no|nunca) (?:\w+ )?(?:autorizo|autorice|consiento|di (?:\w+ )?permiso|tienen (?:\w+ )?permiso)\b|\bretir\w+ (?:mi )?"
    r"(?:consentimiento|permiso)\b|\brevoc\w+ (?:mi )?(?:consentimiento|permiso)\b",
    r"\b(?:ya )?no (?:me )?(?:molesten|molestes|moleste|fastidien|chinguen|jodan|friegues|frieguen)\b|\bno molestar\b|\bvayanse\b",
    r"\bno (?:escrib\w+|mand\w+|envi\w+|texte\w+) (?:mas|a este|nada|por favor|aqui)\b",
    rf"\bhart[oa]s? de (?:\w+ ){{0,3}}{_TEXTS}|\bcomo (?:hago para |puedo |le hago para |me )?(?:\w+ )?(?:cancel\w+|par\w+|dej\w+ de|quit\w+|"
    rf"salir|desactiv\w+)(?: \w+){{0,3}} (?:{_TEXTS}|lista)",
    r"\b(?:desactiv|deshabilit)\w*(?: \w+){0,3} (?:mensaj|texto|aviso|notific|recordator)\w*|\bno insistan?\b|\bya estuvo\b|\bya dejen\w*\b",
)
_STOPS = re.compile(_any(*_ENGLISH, *_SPANISH))

_WRONG = re.compile(
    _any(
        r"\b(?:wrong|incorrect|rong|wronf|wrng) (?:\w+ )?(?:number|numbers|num|nbr|no|person|phone|guy|lady|one|patient|contact|nunber|"
        r"numer|recipient|human|people|persons|cell)\b",
        r"\bnot (?:\w+ )?(?:the )?(?:right|correct) (?:number|person|phone)\b",
        r"\b(?:no longer|isnt|is not|not|aint|wasnt) (?:\w+ )?(?:her|his|their|hers|theirs|(?!this)\w+s) (?:number|phone|cell|mobile)\b",
        r"\b(?:this|it|thats|that|number)(?: \w+)? (?:no longer|doesnt|does not) belongs?\b|\bbelongs? to (?:someone|somebody|another)\b",
        r"\b(?:she|he|they|\w+) (?:no longer (?:has|have|had|uses?)|doesnt have|dont have|changed|switched|got a new) (?:\w+ ){0,3}"
        r"(?:number|numbers|phone)\b",
        r"\b(?:new|different) owner\b|\b(?:just got|got|have) this (?:new )?(?:number|phone number)\b|\bnew (?:number|phone) who dis\b",
        r"\b(?:dont|do not|never) know any \w+$|\b(?:dont|do not|never) know (?:who |any |anyone |anybody |a |an |this )?(?:\w+ )?(?:named|called|by that name|you people|"
        r"who you (?:are|r)|who this is|whose|you)\b|\bno one (?:here )?(?:by|named|called|with that)\b|\bnobody (?:here )?(?:by|named)\b",
        r"\bno such person\b|\b(?:not|never been|wasnt|isnt|im not|am not) (?:\w+ )?(?:a |your )(?:\w+ )?(?:patient|customer|client)\b",
        r"\bnever (?:\w+ )?(?:been|went|heard|visited|gone|had)(?: \w+){0,3} (?:to |at |of |with )?(?:your|this|you|yall)\b(?! before)",
        r"\b(?:have|got|texting|texted|reached|messaging|messaged) the wrong\b|\bmistaken (?:me|identity)\b|\bnot who you think\b",
        r"\b(?:numero|nmero|persona|telefono|num|celular) (?:\w+ )?(?:equivocad\w*|incorrect\w*|erron\w*|ekivocad\w*|erad\w*|mal)\b",
        r"\b(?:se|te|estan|esta|estas) (?:\w+ )?(?:equivo\w+|confund\w+|ekivoc\w+)(?: \w+)*\b|\bequivocad[oa]s? (?:de )?(?:numero|persona)\b",
        r"\b(?:no|ni) (?:lo |la |los |las |le )?(?:conozco|conocemos) (?:a |ninguna |ningun |esa |ese |quien )",
        r"\bno se quien(?:es)? (?:son|es|sea|eres)\b|\bno (?:los|las|te|le|lo) conozco\b",
        r"\b(?:este|ese|aqui|ya) (?:\w+ )?no (?:es|vive|hay|esta) (?:\w+ )?(?:el |su |mi |ninguna |ningun |esa |ese )(?:numero|telefono|cel\w*|\w+)\b"
        r"(?= *$| de\b| con\b| numero| persona)",
        r"\bcambio (?:de|su) (?:numero|telefono|cel\w*)\b|\bya no (?:es|tiene|usa) (?:\w+ )?(?:este|su|mi|el) (?:numero|telefono|cel\w*)\b",
        r"\bno soy (?:\w+ )?(?:paciente|cliente|clienta|la persona|esa persona|quien)\b|\bnunca (?:he|fui|eh)(?: \w+){0,3} (?:esa|esta|su|ahi|alli)\b",
    )
)

#: "This is not normal": about the skin, not about a name.
_NOT_NAMES = re.compile(
    r"(?:\w+(?:ing|ed|ful|able|ible|ous|ive|ent|ant|less|est|ado|ada|ido|ida|ico|ica|oso|osa|able|ente|ando|iendo|mente)|sure|ok|okay|well|happy|"
    r"better|bad|good|right|normal|cool|funny|fun|fair|me|it|true|here|there|home|able|a|an|the|in|on|at|to|so|too|very|my|your|really|even|"
    r"red|sore|dry|healthy|sick|ready|free|new|old|great|nice|mad|sad|upset|fine|late|early|sleepy|itchy|puffy|flaky|oily|bumpy|severe|"
    r"worse|much|many|enough|that|this|what|how|as|like|safe|clear|natural|medical|usual|typical|bueno|buena|bien|mal|mala|malo|seguro|"
    r"segura|cierto|justo|mia|mio|yo|alergic[oa]|para|de|la|el|un|una|muy|tan|mucho|nada|facil|grave|igual|asi|doctor|doctora|medico|"
    r"urgent|yet|still|anymore|hot|warm|big|small|light|dark|pretty|smooth|even|equal|legal|ideal|over|done|gone|open|close|near|far|"
    r"working|lying|joking|kidding|from|with|for|by|of|no|yes|if|until|till|sur|shure|sensitive|tired|worried|por|con|si|que)"
)
_NOT_THEM = re.compile(
    r"(?:(?:hi|hello|hey|sorry|um|uh|perdon|hola|no|lo siento|disculpe|oye|actually) )*"
    r"(?:(?:i am|im|this is|thats|that is|its) not|this isnt|it isnt|no soy|yo no soy|esta no es|este no es) (?P<name>[a-z]{3,})"
    r"(?: (?:anymore|sorry|and|y|phone|number|cell|lol|tho|dude|bro))*"
)
_REFUSAL = re.compile(
    r"\b(?:(?:please |pls |plz |por favor )?(?:dont|do not|never|not|wouldnt|didnt|wont|cant|couldnt|cannot|without|no|nunca|jamas|"
    r"dont want (?:\w+ )?to|not want (?:\w+ )?to|rather not|dont ever|accidentally|by mistake|accident|sin querer) "
    r"(?:to |you to |yall to |ever |want to |want you to |mean to |meant to |quiero |quise |need to |wanna )*)"
    r"(?:stop\w*|quit|end|cancel\w*|unsub\w*|opt(?:ed)?|remov\w+|dej\w+|par(?:en|e|ar)|delete|take|drop|lose|elimin\w+|quit\w+|des\w*su\w+)\b(?: \w+)*"
)
_WHY_DONT = re.compile(
    r"\b(?:why|y|can|cant|could|couldnt|wont|will|would|wouldnt|porque|por que) (?:dont|wont|cant|not|no|you|u|yall|ya)(?: (?:you|u|yall|guys|just|please))* "
)


def _without_refusals(clause: str) -> str:
    """Without "do not stop …"; "why don't you stop …" is no refusal."""
    return _REFUSAL.sub(" ", _WHY_DONT.sub("please ", clause))


def _is_not_them(clause: str) -> bool:
    found = _NOT_THEM.fullmatch(clause)
    return found is not None and not _NOT_NAMES.fullmatch(found["name"])


_FILLERS = frozenset(
    (
        "please pls plz pleas plse now already it this that these those them ok okay hey hi hello thanks thank you thx ty u ya "
        "yall all me said say saying want to would like can could will the sir maam everything immediately asap for good "
        "forever god omg ffs fuck fucking fing wtf seriously and so sent from my iphone android jesus just bro dude man lol am "
        "asking youre must need guys i im typing replying reply again yes today word text por favor ya porfavor porfa gracias "
        "favor ahora mismo esto eso todo si quiero digo dije a mi hola oigan oye oiga senores mas no que con hoy"
    ).split()
)
_BARE = re.compile(
    r"(?:s+t+o+p+|stpo|sotp|tsop|stp|sto|syop|stob|stap|dtop|atop|st0p|5top|stpp|stoop|stopped|stopit|stopp?all|sstop|stopo|stip|"
    r"stoptexting|quit|quti|qiut|cancel+|cancle|cansel|cnacel|canel|cancelar|cancelen|cancele|cancela|cancelado|end|ended|enough|"
    r"unsubscribe\w*|remove\w*|revoke|revocar|remover|desist|cease|halt|arret|alto|atlo|parar|paren|pare|para|parenle|parale|parra|"
    r"baja|bja|basta|termina|terminar|terminen|detener|detengan|detenganse|detente|suficiente|optout|stopping)"
)
_BARE_PHRASE = re.compile(
    r"(?:(?:ok|thats|ive had|i had|that is|please|pls|ya|con eso|es) )*"
    r"(?:enough(?: is enough)?|no more|nomore|ya no(?: mas)?|no mas|nomas|ya basta|out|s top|sto p|st op|all done|suficiente)"
    r"(?: (?:already|now|please|pls|plz|thanks|thank you|por favor|porfa|gracias|ok))*"
)
_AT_AN_EDGE = re.compile(
    r"^(?:please |pls |plz )?(?:stop|quit) (?:i|im|ive|you|u|ur|youre|we|yo|ya|no|por favor)\b|\b(?:please|pls|plz|por favor) (?:stop|paren|pare)$"
)
_ABOUT_ME = re.compile(
    r"\b(?:can|should|do|may|could|when|if|did|must|shall) (?:i|we)\b|\b(?:puedo|debo|cuando|podria|tengo que)\b"
)


def _is_bare(clause: str) -> bool:
    """A stop word and nothing else of weight: "please stop now"."""
    if _BARE_PHRASE.fullmatch(clause) or _AT_AN_EDGE.search(clause):
        return True
    words = clause.split()
    weighty = [word for word in words if word not in _FILLERS]
    stopping = weighty or [word for word in words if word == "para"]
    return (
        0 < len(stopping) <= 3
        and all(_BARE.fullmatch(word) or word in STOP_WORDS for word in stopping)
        and not _ABOUT_ME.search(clause)
    )


_SHOUTED_FIRST = re.compile(
    r"\W*(?:STOP|UNSUBSCRIBE|CANCEL|QUIT|END)\b[\s.!,:]*(?!(?:the|my|using|taking|applying|putting|wearing|it|by|la|el|bleeding)\b)"
)
_SHOUTED_LAST = re.compile(
    r"(?<!\bnot)(?<!\bt)(?<!\bto)(?<!\bI)(?<!\bit)(?<!\bwill)(?<!\bnever)(?<!\bshould)(?<!\bcannot)(?<!\bwont)(?<!\bcant) STOP\W*"
)


def _first_or_last_word_stands_out(text: str) -> bool:
    """ "STOP I already called": a stop word in capitals, in a text that is not all capitals."""
    if not any(character.islower() for character in text):
        return False
    return bool(_SHOUTED_FIRST.match(text) or re.search(_SHOUTED_LAST.pattern + r"\Z", text))
