"""The ideas that a word of a reply may stand for, in English and Spanish, so that few examples speak for many wordings.

What is learned of "do not text us" then holds for "never message my phone" too. A star stands for any ending. A word
that is no idea of its own is taken for one when a single slip of the thumb explains it.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

_LONGEST_WORD = 24
_SHORTEST_SLIP = 4
_SHORTEST_WRONG_LETTER = 5
_SHORTEST_STEM = 3

_IDEAS: Mapping[str, str] = {
    "NOT": (
        "no not nor dont never donot doesnt didnt wont cant cannot couldnt shouldnt wouldnt isnt arent wasnt aint "
        "havent hasnt without nunca jamas tampoco sin ni none nah nope dnt neither nada"
    ),
    "STOP": (
        "stop* stahp staph quit quits quitting cease* desist* halt* alto pare paren parar parenle parele parale parra "
        "basta deten* detener cesen cese refrain* avoid stpo sotp suspend* suspenda* chole callense parad"
    ),
    "DEJAR": "deja deje dejen dejes dejar dejad dejame dejeme dejenme dejenos dejense",
    "END": "end ends ended ending cancel* terminat* termin* discontinu* finish* conclu* undo revert anul* cesar",
    "UNSUB": (
        "unsub* unscrib* unsus* unsib* unsun* usub* mute unenroll* disenroll* unregister* desuscri* desinscri* optout "
        "deactivat* desactiv* baja opt opts opting opted unlist* exit salir salgo salirme salida withdraw* darme "
        "denme dame"
    ),
    "REMOVE": (
        "remov* delet* eras* borr* elimin* quit quita quite quiten quitar quitame quitenme quiteme quitarme quitad* "
        "saca saque saquen sacar sacame saquenme saqueme sacarme retir* drop dropped strike scrub purge scratch "
        "forget tach* remueva* remuev* olviden olvidense lose pierdan exclude"
    ),
    "TAKE": "take took taken takin get getting gets got pull pulled kick cross scratch",
    "OFF": "off out outta away afuera fuera",
    "TEXT": (
        "text texts texting texted txt* tx msg* messag* mesag* massag* mensaj* mensag* texto textos texte* textear* "
        "sms reminder* remind reminding recordatorio* notif* notic* alert* aviso avisos communicat* correspond* "
        "checkin* update* recado* msj* ping pings pinging blast* beep* notes envio envios dm dms aviso* chat thread "
        "whatsapp"
    ),
    "SEND": (
        "send sends sending sent contact contacts contacting contacted write writes writing escri* mand* envi* "
        "contacta* contacte* reach reaching respond reply replying reach* manden mande enviar* notifiquen comuni* "
        "busquen insist* recib* receiv* reciev*"
    ),
    "CALL": "call calls calling called phoning llam* robocall* dial dialing ring ringing marquen marcan",
    "EMAIL": "email* mail mails correo* letter letters carta",
    "LIST": (
        "list lists lista listas database roster subscri* suscri* distribution system sistema records registro file "
        "files base group grupo program enroll* membership signup mailing"
    ),
    "NUMBER": (
        "number numbers numero numeros phone phones cell cellphone celular cel telefono landline digits num line "
        "linea device mobile movil fone"
    ),
    "ME": "me us myself we i im ive id ill nos mi mis my mine our ours yo nosotros",
    "YOU": "you u ya yall your ur yours youre guys ustedes usted su sus tu tus te les le people ti vosotros yous",
    "MORE": (
        "more anymore mas again further nomore ever another longer continue continu* keep keeps kept seguir siga* "
        "siguen sigan still constantly always otra vuelv* volver seguido else"
    ),
    "WANT": (
        "want wants wanted wanna wish wishes wishing care quiero queremos quiere quieren quisiera deseo desea desean "
        "prefer* rather interest* interes* like likes desire gust* gusta kiero quero ask asked asking request* pedi "
        "pido pidio solicit* agree* appreciate"
    ),
    "NEED": "need needs needed necesit* necesar* necessary ocupo require* require",
    "ANNOY": (
        "annoy* bother* harass* pester* bug bugging nag nagging spam* spammer disturb* intrus* unwanted molest* "
        "fastidi* acoso joder jodan jod* freg* fastid* relentless excessive obnoxious invasi* unsolicited ridicul* "
        "nuisance irritat* distract* intrude hostig* latoso latos* chingu* chinga* harass privacy rude creepy stalk* "
        "wtf"
    ),
    "FEDUP": (
        "tired sick done enough over hate fed sufficient suficiente harta harto hartos hartas cansad* cansa bored "
        "demasiad* too many much muchos muchas tantos tanto tantas old"
    ),
    "INSULT": (
        "fuck* fuk* shit* damn hell crap stupid idiot* dumb af pendej* mierda cabron* carajo chingad* puta wtf ffs bs"
    ),
    "LEAVE": "leave alone paz tranquila tranquilo go lost scram hike",
    "BLOCK": (
        "block blocks blocked blocking bloque* report reporting reported denunc* demand* demanda lawyer attorney "
        "legal illegal law sue fcc ftc tcpa police polic* abogado queja complaint violation violat* federal court"
    ),
    "CONSENT": (
        "consent* permission permiso authoriz* autoriz* revoke revok* revoc* sign signed agreed approve approved "
        "subscribed registered enrolled acepto acepte acept* consiento privacidad"
    ),
    "WRONG": (
        "wrong rong wrng incorrect equivoc* equiboc* ekivoc* erron* errad* mistake* mistaken error confus* confund* "
        "mixed mal meant intended bad"
    ),
    "PERSON": (
        "person persona guy gal lady dude man woman chick girl boy kid patient paciente customer client clienta "
        "cliente recipient human someone somebody stranger owner family familia alguien dueno duena nadie nobody "
        "noone anybody anyone senor senora senorita people gente resident tenant"
    ),
    "THIRD": (
        "she he her him his hers they them their ella ellos el esa ese mother mom mum dad father husband wife son "
        "daughter sister brother grandma grandpa mama papa mami papi esposo esposa hijo hija hermana hermano abuela "
        "abuelo marido caregiver suegra tia tio ex exwife roommate parents kids cousin aunt uncle nana"
    ),
    "WHO": "who whos whose quien quienes",
    "WHY": "why porque xq how como donde where",
    "KNOW": "know knew knows known heard met conozco conocemos conoce idk idea clue familiar recogni* se sabe",
    "GONE": (
        "moved moves died dead deceased passed fallec* murio changed switched cambio cambiaron mudo previous former "
        "old reassigned recycled belong* pertenece divorced inherited stolen"
    ),
    "LIVES": "lives live vive here aqui belongs existe works trabaja aca",
    "THIS": (
        "this these those that it its thats este esta estos estas esto eso esos they them los las lo all todo todos "
        "everything anything nothing algo"
    ),
    "BODY": (
        "skin face facial cheek* chin neck lip lips eye eyes nose piel cara mejilla* frente cuello labio* ojo ojos "
        "red redness rojo roja rojez itch* comezon picazon pica picar peel* flak* scab* costra* dry dryness reseca "
        "resequedad swell* swollen hinch* bleed* sangr* burn* arde* ardor sting* pain* dolor duele hurt* bump* "
        "granit* spot spots mancha* scar scars cicatri* rash sarpullido bruis* heal healed healing blister* ampolla* "
        "fever* fiebre pus numb* tight* tender sore marks sweat* wound herida acne oily warm hot feel feels feeling "
        "siento siente bandage venda vendaje hair body"
    ),
    "CURE": (
        "cream crema creams serum ointment lotion balm gel soap jabon sunscreen bloqueador retinol vitamin* mask "
        "makeup maquillaje moistur* cleanser medicine medicina* med meds pill pills pastilla* antibiotic* aspirin "
        "ibuprofen advil tylenol ice hielo oil aceite acid acido wash washing lavar spf toner product* use using used "
        "usar usando uso wear wearing apply applying put poner ponerme shower bath sauna swim* gym exercise run "
        "running alcohol wine coffee sun sol smoke smoking drink drinking shave tape film touch* rub rubbing scratch* "
        "pick picking rascar*"
    ),
    "VISIT": (
        "appointment* appt* cita citas visit* session sesion sesiones booking booked book schedule* reschedule* "
        "agendar slot doctor doctora dr nurse enfermera deposit fee refund bill billing charge* price precio cost* "
        "package offer waitlist waiting treatment tratamiento procedure directions parking insurance receipt recibo "
        "factura location peel vacation late flight consult* order"
    ),
    "DAY": (
        "today tomorrow tonight yesterday monday tuesday wednesday thursday friday saturday sunday hoy manana ayer "
        "lunes martes miercoles jueves viernes sabado domingo week weeks semana semanas day days dia dias month "
        "months hour hours hora horas pm am morning noche noon weekend soon pronto night tmrw mes"
    ),
    "ASKS": (
        "when can should may might could what which do does did is are am will cuando puedo debo cual que hay podria "
        "pueden puede would was were"
    ),
    "IF": "if si whether",
    "PLEASE": "please pls plz plse pleas por favor porfa porfavor kindly xfa plis beg begging",
    "THANKS": (
        "thanks thank thx ty gracias great good love perfect amazing fine well bien wonderful helpful better ok okay "
        "yes nice happy"
    ),
    "NUMERIC": "first second third times twice veces already ya told said asked say dije dicho repeat",
    "NOW": "now immediately asap ahora inmediatamente",
    "NAME": "name named nombre names llama spelled misspelled",
    "BOT": "bot robot machine automated automatic scam junk estafa bots",
    # What `stop_names` puts for a name.
    "WHOM": "somename",
    "PLACE": (
        "place clinic clinica office oficina spa business negocio store shop restaurant church school company taller "
        "practice consultorio"
    ),
}


def ideas_of(word: str) -> tuple[str, ...]:
    """The ideas of a word, as `reply_words` gives it; none for a word that stands for nothing here."""
    return _ideas_of(word[:_LONGEST_WORD])


def is_common(word: str) -> bool:
    """Whether a word stands for an idea just as it is written: no name to go by, be it May or Sol."""
    return bool(_known(word[:_LONGEST_WORD]))


@lru_cache(maxsize=4096)
def _ideas_of(word: str) -> tuple[str, ...]:
    return _known(word) or next((found for near in _one_slip_away(word) if (found := _known(near))), ())


def _known(word: str) -> tuple[str, ...]:
    starts = (_STARTS.get(word[:size], ()) for size in range(len(word), _SHORTEST_STEM - 1, -1))
    return _WHOLE.get(word) or next((found for found in starts if found), ())


def _one_slip_away(word: str) -> Iterator[str]:
    """Known words that lack a letter of it, have one more, two swapped, or, if they are long, another one."""
    if len(word) < _SHORTEST_SLIP:
        return
    for shorter in (word, *_shortened(word)):
        for near in _SHORTENED.get(shorter, ()):
            swapped = sorted(near) == sorted(word)
            if near[0] == word[0] and (len(near) != len(word) or swapped or len(word) >= _SHORTEST_WRONG_LETTER):
                yield near
        if len(shorter) < len(word) and shorter in _WHOLE and len(shorter) >= _SHORTEST_SLIP:
            yield shorter


def _shortened(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _by_word(starred: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for idea, words in _IDEAS.items():
        for word in words.split():
            if word.endswith("*") is starred:
                key = word.rstrip("*")
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), idea)))
    return found


def _by_shortened() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(_WHOLE):
        if len(word) >= _SHORTEST_SLIP:
            for shorter in _shortened(word):
                found[shorter] = (*found.get(shorter, ()), word)
    return found


_WHOLE, _STARTS = _by_word(starred=False), _by_word(starred=True)
_SHORTENED = _by_shortened()
