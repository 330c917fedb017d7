"""Held out until the rules were done (they found 80 % of these stops); the weights learn from it since."""

from tests.domain.phrasings import lines

STOPS = lines("""
Pretty please make these messages go away
I would love to not get these
can we end this text thing
Do me a favor and stop texting
Remove plz
remove me asap, thx
REMOVE MY NUMBER FROM YOUR LIST IMMEDIATELY
you've texted me five times, cut it out
please quit contacting me
I've asked twice now to be removed
Not gonna say it again. Stop.
delete my info please
pls take off my number
Take us off your distribution
I'm unsubscribing
unsubscribe!!!! now
how can I be removed from this
do i have to keep getting these? stop them
I don't respond to texts, don't send them
dont want these anymore ty
I never wanted these texts
Never signed up, remove me
who is this and why are you texting me, stop
stop stalking me
No further texts are needed
no further contact please
no more contact
don't need this service any longer
Cancel me
cancel the service
Please cancel these
end this now
END THIS CONVERSATION
quit please
quit bothering this number
will you quit texting
can ya stop already
stop rn
STOP IT ALREADY GEEZ
Stop plzzz
pleeease stop
Stoop texting me
stop texing
sotp texting me
stpp
You people need to leave me alone
get off my phone
take a hint and stop texting
Please honor my opt out request
opt-out request
I'd like to opt-out
I want to revoke consent
texts no longer wanted
I will report you to the FCC
this number is on the do not call registry
ya no mandes textos
no mande más
No quiero que me lleguen mensajes
dejen de enviar mensajes a este número
por favor pare de escribirme
quiero cancelar el servicio de mensajes
quítenme ya
borren mis datos
no me vuelvan a mandar nada
no vuelva a escribir
me molestan sus mensajes
estoy harta de los mensajes
alto con los mensajes
para de mandarme textos
ya déjenme
no gracias, ya no me escriban
cancelar por favor
no quiero nada de ustedes
eliminar mi número
stop texteando
unsubscribe por favor
quit mandando mensajes
Wrong number dude
incorrect number
You got the wrong phone
u have wrong number
I'm sorry, this isn't Diane
this is Diane's old number
Diane has a different number now
I don't know Diane
no idea who Diane is
never heard of your clinic
I live in another state, wrong person
this phone belongs to a kid
somebody gave you the wrong number
this is a landline for a church
numero incorrecto
no soy yo, es otra persona
no conozco a Diana
Diana no vive aquí
este celular no es de Diana
les dieron mal el número
""")

NOT_STOPS = lines("""
Should I stop washing it?
The doctor said stop retinol a week before, is that right
Do you stop by appointment only
When did you say to stop the balm
Is it time to stop the healing gel
Will the oozing of the serum stop being sticky lol
Has the sale stopped
I never stop wearing sunscreen
ok I'll quit touching it
Should I cancel my gym class
Can you cancel the charge
Please cancel the order for the cream
cancel my one pm
How do I cancel?
need to cancel tmrw's session and pick a new day
Do I need to end the fast before the visit
How does it end up looking
can I remove my wig there
remove earrings first?
Is it fine to take off the hat
how do i take off sunscreen gently
I took the plaster off
Can I take a bath
out of town next week, can we move it
Out of serum!
opt for blue light instead?
no more dryness
No more than an hour of sun?
no swelling anywhere, yay
nothing to report
no complaints
not a thing wrong
It's not too bad
not sure what to do about the flaking
I'm not using anything
this isn't my first rodeo
I'm not twenty anymore haha
do not have any cream left
Don't know when to come back
I don't mind the texts
I do want the texts
do these texts go on for long?
How many texts will I get
your last text was helpful
Is this text from the nurse?
text received!
can I reply to this number with pictures
what does the message mean by gentle
which number is the front desk
I called that number and no one picked up
Number 2 on the list of tips is what?
please add my work number
my old number is gone, use this one
is my number right in your file
update my contact info please
my contact lenses sting
reminder worked, see you then
remind me what time tomorrow
leave it to air dry?
how long should I leave it
enough sun for today
had enough, going inside lol it's hot
block sun with zinc?
report for my insurance please
can you report this to my doctor
wrong aisle, found it, thanks
the wrong cleanser stung
my sister wants to come too
he is not feeling it at all, thinks I look the same
She loves it
good morning
thank u
k
got it
yup
nope
¿Puedo parar la vitamina C?
para el martes está bien
paro de usar el gel mañana
¿cuándo termina la resequedad?
no puedo ir, cambiemos el día
cancelar la sesión de mañana
cancélame la cita por favor
no voy a poder ir
no me pica
no me duele nada
no me queda crema
no sé qué crema usar
no uso maquillaje
no mucho
no mas dos veces al día verdad?
nada más quería saber la hora
sin problema
me quité el parche
¿se quita con agua?
me lo quito?
borré el mensaje, qué decía
mándenme otra vez el texto
escríbanme en la tarde
llámenme al otro número
mi otro número es el del trabajo
¿este número recibe fotos?
está baja la crema
dense una vuelta
ya estoy bien
ya casi no se nota
""")

URGENT = lines("""
a bit of pus on the left side
fever came on tonight
woke up to blisters
cold sore popped out
the pain is worse today
redness getting worse by the hour
the rash keeps spreading
face is puffy and swollen
tongue feels swollen
trouble breathing at night
I nearly passed out
skin discolored on my forehead
hard lumps near my mouth
looks infected and it stinks
fiebre y escalofríos
pus verde
ampollas nuevas
mucho dolor desde ayer
se me hinchó un ojo
me cuesta trabajo respirar
piel muy caliente
""")
