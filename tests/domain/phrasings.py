"""What patients write back: our own sentences, one a line, in many hands. The rules were tuned on these."""

from reminders.domain.words import Intent


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


#: Exact words, however phones dress them.
EXACT = lines("""
STOP
stop
Stop.
STOP!!!
  stop
“STOP”
'stop'
STOP 🛑
🛑🛑 stop 🛑
stop 🙏
ＳＴＯＰ
S.T.O.P.
s t o p
S-T-O-P
st​op
*STOP*
(stop)
STOPALL
Stop all
stop-all
STOP  ALL!
unsubscribe
UNSUBSCRIBE.
End
end.
QUIT
quit!!
Cancel
CANCEL.
revoke
OPTOUT
opt out
Opt-Out
OPT OUT.
remove
Remove!
ARRÊT
arret
ALTO
¡ALTO!
Alto.
parar
BAJA
baja.
no mas
No más
¡NO MÁS!
no más…
""")

ASKS_TO_STOP = lines("""
please stop texting me
Please stop
stop please
PLEASE STOP
just stop
stop it
STOP IT NOW
stop now please
i said stop
I said STOP!!!!
can you stop
can you please stop
could you stop texting me
stop texting
stop texting this number
Stop sending me messages
stop sending these
stop messaging me pls
stop msging me
stop txting me
Stop the texts
stop all texts
stop all messages please
stop these messages
pls stop these texts asap
stop contacting me
stop bothering me
stop spamming me
stop harassing me please
quit texting me
quit sending me stuff like messages
quit bugging me
please quit
cease all contact
end these texts
end messages
cancel these texts please
cancel my text reminders
cancel the messages
please cancel this subscription
cancel please
discontinue these messages
take me off this list
take me off your list please
Take my number off your list
take us off the list
get me off this text list
please remove me from your list
remove me
Remove me please!!
remove my number
remove this number from your system
delete my number
please delete my phone number
lose my number
forget my number
unsubscribe me
please unsubscribe me from this
how do i unsubscribe
How do I stop these texts?
how can I get off this list
unsuscribe
unsubcribe
un subscribe
unsub
opt me out
I want to opt out
opt-out please
i would like to opt out of these messages
I'm opting out
don't text me
Don’t text me anymore
dont txt me again
do not text this number
do not contact me
DO NOT CONTACT ME AGAIN
do not message me any more
please don't send me any more texts
dont send me anything
don't send me messages anymore
never text me again
no more texts
no more texts please
no more messages
No more!
no more please
enough
Enough already!
ok enough
ok that's enough
i don't want these texts
I do not want these messages
i dont want to get texts from you
I no longer wish to receive these messages
no longer want texts
i dont need these reminders
I don't need your texts
don't want to hear from you
i never signed up for texts
I didn't sign up for these messages
never asked for these texts
did not consent to these messages
I revoke my consent
i withdraw my consent
you do not have my permission to text me
leave me alone
LEAVE ME ALONE!!!
go away
f off
fuck off
I'm blocking you
reporting you as spam
this is spam
SPAM
this is harassment
put me on your do not call list
not interested
Not interested, thanks
no longer interested
why don't you stop texting me
can't you stop sending these texts
Stop. I am not joking
stop, thanks
STOP i already told you
Thanks for all but STOP
stop I have moved away
please stop, I am in a meeting every time
stop!! ur blowing up my phone
stpo
sotp
STPO
stopp
Stoppp
STOOOOP
syop
st0p
cancle
stop stop stop
🙄 pls stop
stpo texting me
plz stop wit the txts
stop w the msgs
yo stop hitting me up
turn off these notifications
turn these texts off
make these texts stop
I want these messages to stop
the texts need to stop
im sick of these texts
tired of your messages
you text too much please stop
please stop i don't have time for this
hey can u guys stop texting my phone
stop texting my work phone
voice to text stop texting me period
please take me out of the system
wish you would stop texting me
i want out
no me escriban más
No me escriban
no me escriba mas por favor
ya no me escriban
no me manden mensajes
No me manden más mensajes
ya no me manden textos
no me mande mas mensajes xfa
no me envíen más
no me envien nada
no me contacten
no me contacten más por favor
no me molesten
ya no me molesten mas
no me llamen ni me escriban
dejen de escribirme
Deje de mandar mensajes
deja de mandarme textos
dejen de molestar
paren de escribir
paren ya
Pare por favor
para ya
parar por favor
alto por favor
ya basta
¡Basta!
ya no quiero mensajes
ya no quiero recibir mensajes
No quiero más mensajes
no quiero recibir nada de mensajes
no deseo recibir mensajes de texto
No deseo más textos
no más mensajes
no mas textos porfa
ya no mas
quiero darme de baja
denme de baja
Dame de baja por favor
darme de baja de la lista
quítenme de la lista
quitenme de su lista
sáquenme de esta lista
Saqueme de la lista por favor
borren mi número
Borre mi numero por favor
eliminen mi número
cancelen los mensajes
cancelar mensajes
cancelar suscripción
déjenme en paz
dejenme en paz ya
no me interesa
No estoy interesada, gracias
ya no me textees
no me texteen mas
stop por favor
STOP ya
stop mandando texts
no more mensajes please
please no me manden mas texts
ya stop con los mensajes
los voy a bloquear
""")

WRONG_NUMBER = lines("""
wrong number
Wrong number.
WRONG NUMBER!!
sorry wrong number
you have the wrong number
I think you have the wrong number
u got the wrong person
wrong person
wrong #
Wrong num
This is the wrong number
this is not her number
This is not Maria
this isn't Jessica's phone
I am not Karen
im not ashley sorry
not the right number
this number no longer belongs to her
she doesn't have this number anymore
He changed his number
I just got this number
new phone who dis
I don't know any Maria
I'm not a patient
i am not your patient
never been to your clinic
no one here by that name
nobody named Lucy here
stop texting me wrong number
número equivocado
Numero equivocado
numero ekivocado
se equivocó de número
se equivocaron de numero
está equivocado de número
persona equivocada
este no es su número
este no es el numero de Ana
no soy Ana
yo no soy maria
no conozco a esa persona
no conozco a ninguna Sofía
cambió de número
no sé quiénes son
no soy paciente
""")

#: Words of stopping and of numbers, about something else.
NOT_A_STOP = lines("""
I can't stop bleeding
the bleeding won't stop
my redness won't stop
when should I stop the cream
When can I stop using the ointment?
should i stop taking my vitamins
do i stop the serum now
Do I have to stop retinol
can I stop wearing sunscreen at night
do not stop
don't stop
please don't stop
don't stop texting me, these help
Please do not stop these messages
never stop sending these lol
I don't want you to stop texting me
i don't want to unsubscribe
I accidentally unsubscribed
do not remove me from the list
please don't take me off the list
can I cancel my appointment
I need to cancel my appointment
cancel my appt for tuesday
can we cancel friday
I want to cancel my visit
need to cancel and reschedule
can I cancel
how do i cancel my booking
when does the itching stop
will the flaking stop soon
it stopped hurting yesterday
the itching has stopped
I stopped using the cream
stopped flaking today
I stopped by the office today
can I stop by today
I'll stop by at 3
stop by tomorrow ok?
is there a bus stop near you
can't stop touching it
I can't stop scratching
can't stop looking in the mirror haha
I can't stop smiling, love it
how do I make the itching stop
it burns, how do I make it stop
what do I put on it to make it stop
when does this end
at the end of the week
is this the end of the peeling
does the tightness end soon
end of day works for me
my weekend ends badly, call monday
quit smoking, does that help
I quit smoking last year
trying to quit drinking
how do I remove the sunscreen
can I remove my makeup tonight
when can i remove the bandage
remove the patch?
should I take off the mask
can I take the tape off
no more pain, thank you
no more redness today
no more than two pumps, right?
no more flaking yay
any more sessions needed?
is that enough moisturizer
how much is enough
one pump is enough right
not enough sunscreen maybe
I am not sure
I'm not sure about this
im not feeling great about it
this is not normal
this isn't normal right?
this is not what I expected
that's not good
is this the right number to call
what number do I call
what's your number
is this the number for the front desk
my number is changing next week
call me at my work number
please call me
text me back
Can you text me the address
I didn't get your text
I did not get the message
sorry I missed your message
can I get these texts in spanish
please send the texts earlier
send me the list of products
what is on the list of products to avoid
am I on the waiting list
put me on the list for the next session
can you take a look
take care
please don't call before noon
I'd like to opt for the evening slot
am I blocked from swimming
my pores look blocked
is my nose supposed to be blocked
who is this
who's this?
is this a real person
I need help
help me please
start
started peeling today
when do I start the serum
where do I unsubscribe from pain lol
thank you so much
yes
no
no thanks
ok
sounds good
can't stop sweating at the gym, is it ok
is it ok to stop moisturizing at night
do I need to end with sunscreen
the peeling ended
spot on my cheek is dark
one spot is still pink
step by step it looks better
which step comes next
can I shop for a cleanser at your place
my skin is not interested in moisturizer haha
reminder for my visit please
no más dolor
ya no me duele
ya no tengo nada, gracias
No quiero cancelar mi cita
quiero cancelar mi cita
puedo cancelar la cita del martes
necesito cancelar mi visita
no puedo parar de rascarme
no para de picar
¿Cuándo paro la crema?
cuando dejo de usar la crema
puedo dejar de usar el bloqueador
debo parar el retinol
la rojez no baja
no me baja la hinchazon de las piernas
ya baja lo rojo
tengo la presión baja
la hinchazon ya va de baja
no dejen de escribirme
no dejen de mandarme consejos
por favor no paren los mensajes
para cuándo es mi cita
para qué sirve la crema
para mi piel esta bien
no me escribieron ayer
no me llegó el mensaje
no me mandaron la direccion
me pueden mandar más información
no es normal verdad?
no estoy segura
no soy alérgica
¿cuál es su número?
mi número va a cambiar
me quito la venda hoy?
puedo quitarme el maquillaje
cuando me quito la costra
no me interesa el maquillaje, quiero saber del bloqueador
alta tensión tengo
es suficiente crema?
no hay más crema
quien es
ya paró la picazón
al final del día
can I quit the crema ya?
my piel no para de itchar
when can I parar the cream
""")

#: A person must see these at once.
URGENT = lines("""
there is pus coming out
I see some puss on my chin
yellow pus from two spots
I have a fever
fever of 101 since last night
feverish and shaky
my face feels hot and I have chills and fever
FEVER 102!!
I have blisters on my cheeks
blisters popping up
there are little blsiters everywhere
got a cold sore on my lip
cold sores came out today
I think its a coldsore
the pain came back and its worse
pain is getting worse
it hurts more every day
redness is getting worse not better
redness got worse overnight
the redness came back after it was gone
it was better but now the redness is back
more red than yesterday and painful
rash is spreading to my neck
a rash spreading down
I've got a spreading rash
my face is swollen
my face is swelling up
FACE SO SWOLLEN HELP
swelling in my face wont go down
facial swelling
my eyes are swollen shut
lips are swelling
my throat is tight
throat feels like its closing
tongue is swollen
I can't breathe
i cant breath well
having trouble breathing
hard to breathe
short of breath
chest pain since the visit
I passed out this morning
skin changed color, turned dark
dark patches where the needles went
my skin turned gray
color changed on my cheek
hard lump under the skin
hard lumps on my jaw weeks later
bumps that are hard as rocks lumps
I can't stop bleeding and it hurts more
please make the pain stop, it got worse
skin is very warm to touch and throbbing
it feels infected
i think i have an infection
oozing and smelly
its oozing yellow stuff
tengo fiebre
fiebre de 39 desde anoche
me salió pus
hay pus en la mejilla
me salieron ampollas
tengo ampoyas
fuego en el labio, un herpes
el dolor es peor
me duele más que ayer
el dolor volvió
la rojez está peor
esta mas rojo que ayer
el enrojecimiento regresó
tengo la cara hinchada
se me hinchó la cara
mi cara está muy inchada
los labios hinchados
se me cierra la garganta
no puedo respirar
me cuesta respirar
me falta el aire
un sarpullido que se extiende
el salpullido se esta extendiendo
me cambió el color de la piel
manchas oscuras en la piel
bolitas duras bajo la piel
creo que está infectado
tengo fever y no se que hacer
my cara esta swollen
mucho pain, peor que ayer
""")

LABELED: tuple[tuple[str, Intent | None], ...] = (
    *((text, Intent.STOP) for text in EXACT),
    *((text, Intent.ASKS_TO_STOP) for text in ASKS_TO_STOP),
    *((text, Intent.WRONG_NUMBER) for text in WRONG_NUMBER),
    *((text, None) for text in (*NOT_A_STOP, *URGENT)),
)
