"""More of the same for the statistics to learn from: wishes said in passing, with reasons, and their look-alikes."""

from tests.domain.phrasings import lines

STOPS = lines("""
I changed my mind about getting texted
I have never had this kind of treatment in my life
I have never had anything done to my face
never had any work done, you want someone else
I already called the front desk to get taken off
I already emailed you about stopping these
I will report this number to the carrier
I'll report you if this keeps up
los reporto si siguen
los voy a demandar
nunca me he hecho nada ahí
nunca me hice eso en la cara
if you text again I'll block you
next text and you're blocked
give it up and quit texting
I'm all good on the messages, thanks
I think I'm good on reminders
we are good on texts thanks
are you able to take me off
any way to be taken off these
any chance you can end the messages
I don't like being texted
I don't like these
I don't appreciate these messages
I dont enjoy being messaged every day
me cansan sus mensajes
me cansan tantos textos
me molesta que me escriban
me tienen aburrida con tanto texto
these cost me money
each text costs me, please quit
my carrier charges for these
too many already
way too much texting
there are too many of these
this is too much
it's too much, please end it
that's plenty of messages
ok that is enough of these
I've had enough of this
I've had enough of your texts
we've had enough, thanks
I want no part of this
I want out of this
I want out of these messages
want out
let me off this ride lol
nothing more from you please
send no more
send nothing more
no sending me anything
for god's sake stop it
for heavens sake no more
for the last time stop
I would prefer you call
I would rather talk on the phone than get texts
I would rather not be texted
I'd prefer not to be contacted this way
I prefer not to get these
my preference is no texts
phone calls only, I don't do texts
I don't do text messages
I don't text
I do not text and do not want to start
I am not a texter, please don't
we do not use texting at this house
don't use my number for this
don't use this phone for that
I don't want my number used
I don't want you to have my number
I don't want you texting me
I do not want you people contacting me
I don't want anything to do with you
I don't want anything sent to me
I dont want any of it
I don't want it
I do not want this
don't want em
dont want none of this
i aint want this
we dont want it
don't need it
don't need them
dont need ur reminders
I don't need to be told every day
I dont need this anymore thx
no longer needed
no longer necessary
not needed anymore
these are not necessary
this isn't necessary
it's not necessary to text me
you don't need to text me every time
you do not have to keep checking
you can quit checking on me now
you can take my number out now
you can remove me now
you may remove me from the reminders
you may stop
you guys can stop now
u can stop now
it's ok you can stop texting
ok you can stop now thanks
I think we can stop these now
let's stop these messages
let's end this
lets not do this anymore
can we stop this
can we stop with the texts
can we be done with these
can you end these
can you discontinue
can you unlist me
can you undo my signup
can you get rid of my number
get rid of my number please
please get rid of these
please lose this number
please forget you have this number
please clear my number from your phone
please clear me out of the system
please drop me
please make me not get these
please turn these off for me
please switch these off
please disable these
disable messages
disable texts for this number
turn off texts
turn off
texts off
off please
shut it off
shut off the messages
make it end
make them stop please
please let this be the last one
let this be the last message
this should be the last text I get from you
I better not get another one of these
I better not hear from you again
don't let me hear from you again
I don't want to see another one of these
I don't want to hear about it
I don't want to be bothered
I do not want to be disturbed
do not disturb
please don't disturb me
please don't bother
don't bother me
do not bother me with this
not to be contacted
not to be texted please
I asked not to be texted
I asked not to get these
I specifically asked for no texts
I told the girl at the desk no texts
I told you guys no messages
I told y'all already
I said no
I said no texts
I said no more
how many times do I gotta say it
how many times must I ask
I keep asking you to stop
I keep saying stop
I keep telling you people no
you keep sending after I said stop
still getting these after I said stop
still getting texts
I'm still receiving these even though I opted out
I opted out already
I already opted out last week
I unsubscribed already
I already said no
I replied stop and it still comes
I texted stop and nothing happened
stop doesn't work? stop!
your stop doesn't work
it won't let me unsubscribe
I'm trying to unsubscribe
trying to opt out
trying to get off this list
trying to stop these
tried to stop these three times
help me stop these texts
help me unsubscribe
help how do I turn these off
HELP I want off
need these to end
need to be off this
need to get off your list
I need you to stop
I need this to stop
I need these messages to end today
I'd like you to stop
I'd like this to stop
I would like for you to not text me
I would like it if the texts ended
I would like no further texts
It would be great if you didn't text me
It would be nice to not get these
wish these would end
hoping you can remove me
please honor my request and remove me
as requested, no further texts
per my last text no more
again, please stop
once again stop
one more time: stop
stop, final warning
last warning
final notice: do not contact
this is your last warning, quit texting
do not contact me by text or phone
you're not allowed to text me
you are not allowed to contact me
you have no right to text me
I did not give you the right
I never said it was ok to text
never agreed to any of this
never authorized this
who authorized this
who signed me up for this? take me off
someone signed me up without asking
somebody put my number in by mistake
my ex put my number in, please remove
a friend put my number down as a joke
my number was entered by mistake
you have my number by mistake
my number got on here by accident
I shouldn't be on this list
I shouldn't be getting these
I am not supposed to get these
these are not supposed to come to me
these keep coming to me and I'm not a patient
I keep getting someone else's messages
I keep getting texts meant for another lady
getting someone else's reminders
getting reminders for a person I don't know
I got a message for somebody named Tina
your messages for Tina are coming to me
Tina isn't me
Tina is not at this number
Tina isn't here
No Tina
no Tinas here
Tina who
who is tina
who the heck is Tina
whos this Tina you keep asking for
I think you're looking for Tina
if you're looking for Tina she's not here
I am not Tina, I'm her sister
This is Mark. There's no Tina here.
This is Mark's phone, not Tina's
this is Mark now
this belongs to Mark
Mark here, no Tina
you got Mark, not Tina
Tina used to have this number
Tina had this number before me
Tina gave up this number
Tina got a new phone
Tina switched phones
Tina no longer works here
Tina left the company
Tina is not with us anymore
Tina passed in March
Tina died
my sister Tina died last month
our mother is gone, please don't send more
Dad is in the hospital, no messages please
she is in a nursing home now and doesn't have a phone
she can't use a phone anymore
he doesn't have a phone anymore
he does not own this phone
that person does not live here
that person isn't here
that isn't me
that is not my name
not my name
that's not who I am
you have the wrong woman
you have the wrong gentleman
you've the wrong individual
u texted wrong
u got it wrong im not her
wrong recipient
wrong party
wrong one
wrong
wrong again
wrong person again
wrong address
wrong cell
Wrong number. Remove.
ur at the wrong number
not this number
not at this number
not here
nobody here had that done
no one here had a facial
no one in this house goes to your clinic
there's no patient here
there is nobody here with an appointment
this is a private number
this is a private residence
this is a dentist office
this is a school phone
this is a shared phone at work
this is a kids phone
this is my kid's phone
this is a child's phone, please don't text
you're texting a minor
you are messaging a child
im 12
I'm just a kid
I think you messed up the number
I think you mixed up numbers
you must have typed it wrong
typo in your phone number, not me
one digit off, you want someone else
double check your number
check who you're texting
you may want to update your records, I'm not her
update your records, she no longer has this number
please correct your records, this isn't hers
fix your records
ya cambié de opinión, no quiero mensajes
cambié de idea, ya no
ya no los necesito
ya no hace falta
ya no es necesario
no hace falta que me escriban
no hace falta que manden
no es necesario que me manden mensajes
no necesito recordatorios
no necesito que me recuerden
no necesito que me anden diciendo
yo me acuerdo solo, no manden
ya pueden dejar de mandar
ya pueden parar
pueden parar ya
pueden quitarme
me pueden borrar
me pueden quitar
podrían quitarme por favor
podrían borrar mi número
sería tan amable de no escribirme
le agradecería que no me escribiera
les agradecería no recibir más
agradezco pero ya no quiero mensajes
gracias pero no
gracias pero ya no me escriban
gracias, ya no manden
gracias, no necesito mensajes
muchas gracias, ya estoy bien, dejen de escribir
muy amables pero no quiero textos
mejor por teléfono, no por mensaje
no uso mensajes
yo no leo mensajes, no manden
no sé leer, no me manden
no me gusta que me escriban
no me gusta que me manden cosas
no me gusta esto
no me parece que me escriban
no me agrada
no me sirven sus mensajes
no me llenen de mensajes
no me llenen el celular
me llenan el teléfono
me saturan
me están molestando
me están acosando
me siguen molestando
siguen mandando y ya dije que no
ya les dije que no
ya dije que no
ya les pedí que no me escriban
ya pedí que me borren
ya pedí la baja
ya mandé stop y siguen
cuántas veces tengo que decir que no
cuántas veces lo digo
les repito que no
por última vez, no me escriban
última vez que lo digo
última advertencia
que no
que no quiero
que ya no manden
que paren
que me dejen tranquila
que me olviden
que se acabe
acaben con esto
acábenle
hasta aquí
hasta aquí por favor
ya es mucho
es mucho mensaje
es demasiado
es demasiado ya
ya fue suficiente
ya estuvo
ya estuvo suave
ya cállense
ya vayan a molestar a otro
molesten a otro
búsquense a otro
no me busquen
no me busquen más
no me vuelvan a buscar
no me vuelvan a contactar
no quiero contacto
no quiero que tengan mi número
no quiero que usen mi número
no tienen por qué escribirme
no tienen derecho a escribirme
no tienen mi autorización
no firmé nada
yo no firmé para esto
yo no me apunté
yo no me inscribí
no me apunté a esto
me apuntaron sin permiso
me inscribí por error, quítenme
fue un error, cancelen esto
sáquenme por favor
sáquenme ya
sácame de la lista
sácame
bórrenme ya
borren todo
borren mi información
eliminen mis datos
den de baja este número
den de baja mi teléfono
quiero la baja
baja del servicio
baja de mensajes
cancelar servicio
cancelar recordatorios
cancelar todo
cancelen esto
apaguen los mensajes
apaguen eso
apágalo
desactivar mensajes
desactiven mi número
cómo los apago
cómo los paro
cómo paro esto
cómo paro los mensajes
cómo hago para no recibir
dónde cancelo los mensajes
a quién le digo que no quiero mensajes
qué hago para que no me escriban
qué pongo para que paren
no es para mí
eso no es para mí
esto no es para mí
no es mío
no es mi mensaje
no es mi cita
yo no tengo cita
yo no tengo nada con ustedes
yo no soy cliente
yo no soy de ahí
yo no soy esa
no soy esa persona
no soy Teresa
Teresa no está aquí
Teresa no es
no está Teresa
no, Teresa no
quién es Teresa
cuál Teresa
aquí no hay Teresa
aquí no conocemos a Teresa
Teresa murió
Teresa falleció
doña Teresa ya falleció
Teresa ya no trabaja aquí
Teresa es mi vecina, no es su teléfono
Teresa dio mal su número
soy Luis, no Teresa
habla Luis, aquí no es
este es el número de Luis
este celular ahora es mío
ahora este número es mío
yo compré este chip
compré este número hace un mes
me dieron este número nuevo
me están llegando mensajes de otra persona
me llegan mensajes de otra señora
me llegan mensajes que no son míos
los mensajes no son míos
están escribiendo a la persona equivocada
están mal
tienen mal anotado
tienen el número mal
revisen su número
revisen bien el número
chequen el número
marcaron mal
mandaron mal el mensaje
se confundió
se confunden
me confunde con alguien
me confunden
es un error
hay un error, no soy yo
error de número
error de persona
esto es un negocio
es una oficina
es la casa de otra persona
soy menor de edad
soy un niño
tengo 13 años no soy yo
please no me busquen
ya no texts ok
ya no quiero texts
no quiero messages
dont me escriban
dont escriban
no me send nada
no send mas
quítame from the list
remove me de la lista
remueve me
stop texteandome
stop con esto
stop por fa
stop gracias
i dont want mensajes
no mensajes please
no me text
no me call no me text
wrong persona
wrong person señora
no soy la person
""")

OTHERS = lines("""
help me
help please
I need some help here
could somebody help me
help me out with the cream
ayúdenme
me pueden ayudar
necesito que me ayuden con la crema
I changed my mind about the date
I changed my mind about the package
I have never had this kind of redness
I have never had a peel before
never had any trouble with it
I already called the front desk
I already emailed the photo
I will report back tomorrow
I'll let you know if this keeps up
los veo el martes
voy a pagar el lunes
nunca me había salido esto
nunca me dolió
if it hurts again I'll call
give it a few days?
I'm all good on cream, thanks
I think I'm good
we are good thanks
are you able to see me today
any way to be seen sooner
any chance of an opening
I don't like lying on my back
I don't like these bumps
I appreciate you checking
I enjoy the tips every day
me cansa la comezón
me molesta la luz
me molesta un poco el sol
these tips are useful
each session costs how much
my card charges a fee
too many bumps on my forehead
too much peeling?
it's too much, how do I calm it
this is too tight
that's plenty of cream
is this enough water
I've had enough sleep
we've had great results
I want one of those masks
want to book
more information please
more pictures?
send more tips
send me anything I should know
for how long
for the night cream, how much
I would prefer Tuesday
I would rather come in the morning
I would rather not take pills
I'd prefer the small size
I prefer not to use fragrance
phone calls are fine
I don't do sports anyway
I don't drive, is there a bus
I don't drink
I do not smoke
we do not have parking cash
don't use soap?
do not use retinol right?
I don't want peeling skin at my wedding
I don't want to peel for weeks
I don't want to bother the doctor
I don't want to be a bother but it itches
I don't want it to scar
I don't want bumps
I dont want any infection
don't want to burn
don't need it yet
do I need it
do i need them all
dont need to wash it?
no longer dry
no longer sore
not needed today right
is this necessary
is it necessary to come back
do I have to keep checking it
can I stop the checkups after this
you can call me now
you can move me to Friday
you may call me Ann
you guys are great
you guys open Sunday?
u open now?
it's ok you can call later
I think we can skip the photo
let's do Friday
let's move it
lets do the second one in May
can we do this next week
can we talk
can we be there at 9
can you end earlier
can you check
can you get me in
get rid of dark spots how
how to get rid of dead skin
please get back to me
please lose the strong smell next time lol
please forget my last question
please clear up one thing
is it clear to swim
please drop the price lol
please make me an appointment
please turn the AC down next time
is it fine to switch cream
disable parking spot?
turn off the light for my eyes
lights off
off to bed
shut the window last time
make it quick
make them fade please
is this the last one
is this the last message
when is my last session
last text said to use balm
I got another one of those bumps
I hear ringing lol
hope to hear from you
I want to hear about the offer
I want to see the doctor again
I want to be ready for my wedding
am I to be contacted for results
is it to be washed
I asked for the small one
I asked the nurse already
I specifically asked for Dr. Lee
I told the girl at the desk
I told you guys it works!
I told my friends about you
I said ok
I said yes to Friday
how many times a day
how many times must I wash
I keep asking myself if it's normal
I keep applying it
I keep forgetting the serum
you keep doing great work
still getting dry
still getting flakes
still red
I'm still peeling after a week
I opted in for May
I already paid last week
I already booked
I already said yes
I replied 1 and it was wrong, I meant 2
I texted a photo and nothing happened
the link doesn't work
it won't let me book
I'm trying to book
trying to reach you
trying to get an appointment
trying not to scratch
tried to call three times
help me pick a cream
help me understand
help how do I wash this off
HELP it is so dry
need these products
need to be seen
need to get my records
I need you to call
I need this to heal before Saturday
I need my receipt today
I'd like you to call
I'd like this again
I would like for you to check my photo
I would like it if you called
I would like further information
It would be great if you had Saturday hours
It would be nice to know
wish it would heal
hoping you can fit me in
please see my request and call me
as requested, my photo
per my last visit, what cream
again, thank you
once again it peels
one more time: which soap
final question
last question
first warning sign to look for?
do not have a mirror here
you're the best
you are awesome
you have no openings?
did I do it right
I never said thanks
never agreed to pay for two
who authorized the charge
who do I see next
someone called me from there
somebody left me a voicemail
my ex wants the same thing lol
a friend wants an appointment
my card was entered wrong
you have my card on file
my appointment got moved by accident
I shouldn't be in the sun right
I am not supposed to exercise right
these are not supposed to hurt?
these keep coming up on my chin
I keep getting pimples
I got a voicemail from you
your messages for my wife can come to me too
Tina is my nurse
Tina was wonderful
say hi to Tina
No Tina didn't call me
is Tina in today
can Tina call me
thanks Tina
Tina, can I shower
this is Mark
this is Mark, I was there Monday
Mark here
Tina said no makeup
Tina told me to wait
Tina no longer does lasers?
my sister Tina wants to come
Dad is in the hospital so I have to reschedule
she is my driver
she can't make it Monday
he doesn't feel well, can we move it
that is normal?
that is not on my paper
that's not what she told me
you have the right woman lol
you got it
wrong side of my face hurts
wrong cream?
wrong order came
wrong day
wrong again haha it is not acne
is it wrong to use oil
ur the best
not this week
not at this time
not here yet
nobody told me about that
no one at the desk
is there no parking here
there is a bump here
this is a big improvement
this is a little tender
this is a good day
this is my first time
this is my second week
this is my cheek today
is it safe for a kid
I'm 34
im 60
I think you missed a spot
I think I mixed up the creams
you must have a lot of patients
typo, I meant 2 pm
typo sorry
one eyelid is puffy
double check my time please
check my photo
please check on my order
update me please
please correct my birthday
fix my bill
cambié de opinión, quiero el martes
ya no los tengo, los granitos
ya no hace falta la crema?
no hace falta agua?
no es necesario el sombrero?
no necesito receta?
no necesito ayuda
yo me acuerdo
ya pueden atenderme
pueden darme cita
pueden llamarme
me pueden atender hoy
me pueden revisar
podrían decirme el precio
podrían moverme la cita
sería tan amable de llamarme
le agradecería que me llamara
les agradezco todo
agradezco su ayuda
gracias pero tengo una duda
gracias, todo bien
gracias, me siento mejor
muchas gracias, ya estoy bien
muy amables
mejor por la tarde
yo no leo bien de cerca
no sé cuál crema
no sé qué ponerme
no me gusta cómo quedó
no me gusta este jabón
no me parece normal
no me agrada el olor
no me sirve la crema
no me sale la app
me arde la cara
me está saliendo algo
me están saliendo granitos
me sigue picando
sigue roja y ya pasaron tres días
ya les mandé la foto
ya les pagué
ya dije que sí
ya les pedí cita
ya pedí la crema
ya mandé la foto
cuántas veces me lavo
cuántas veces al día
les mando foto
por última vez, cuál jabón
última pregunta
que sí
que bueno
que hago
que me recomiendan
que me pongo
que se me quite ya
acabé la crema
acabo de salir
hasta luego
hasta mañana
hasta cuándo uso la crema
ya es tarde?
es mucha crema
es demasiado rojo?
ya fue mi cita
ya casi
ya vi
ya voy
búsquenme un horario
no me buscaron el jueves
no quiero esperar
no quiero que me salga otra
no quiero que me cobren doble
no tienen cita antes?
no tienen estacionamiento?
no firmé la hoja, importa?
yo me apunté para el jueves
me inscribí a la promoción
fue un error mío
sáquenme una cita
saqué la costra
sacar sangre?
borré la foto
información por favor
mis datos cambiaron
den descuento?
quiero la promoción
la alergia bajó
servicio excelente
cancelar la del viernes
apagué el teléfono
cómo los uso
cómo los tomo
cómo paro la resequedad
cómo hago para no rascarme
dónde pago
a quién le pregunto
qué hago para que no me arda
qué pongo para la comezón
es para mí o para mi hija la crema
eso es normal
esto es normal
es mío el bote azul
es mi cita el lunes?
yo tengo cita
yo tengo la piel seca
yo soy cliente de antes
soy Teresa
soy Teresa, la de ayer
Teresa está aquí conmigo
está Teresa?
Teresa es la enfermera?
Teresa me atendió
dígale a Teresa gracias
mi vecina quiere una cita
soy Luis, voy tarde
habla Luis, quiero cita
este es mi correo
ahora está mejor
compré la crema
compré otro jabón
me dieron otra crema
me están llegando las costras
me llegó el recibo
los granitos no son muchos
están rojas
están bien las manchas?
tienen el viernes?
tienen mal mi fecha de nacimiento
revisen mi foto
chequen mi cuenta
marqué y no contestan
mandé mal la foto
me confundí de hora
es un grano
hay un lugar mañana?
error mío
soy mamá de dos niños
tengo 43 años
please mándenme la lista
ya no pain ok
quiero appointment
no quiero peel otra vez
no quiero scars
ok gracias bye
can I usar agua
me call me please
wrong crema
hi
hello
hey
good afternoon
ok thanks
sure
sure thing
cool
great
alright
see you
see you then
bye
will do
understood
noted
yep
yeah
y
n
?
hmm ok
maybe
idk
not sure
same
same here
good
fine
better
worse
a bit
a little pink
pink
peeling
dry
itchy
itchy but ok
tight
swollen a bit
sleeping fine
all done with the cream
done
done, thanks
finished
finished the first week
bus is late
running late
on my way
parking is full
here
I'm here
I'm outside
hola
hola buenas
buenas tardes
buenos días
sí gracias
claro
perfecto
entendido
listo
de acuerdo
vale
bueno
ya
sí
quizás
tal vez
igual
bien
mejor
peor
poquito
un poco roja
seca
me pica poquito
ya casi llego
voy tarde
estoy afuera
""")

#: What patients write every day, without any look-alike in mind.
EVERYDAY = lines("""
I can't find the sheet with the instructions
I can't see the link
I can't get an appointment online
we need directions
we need to come together, is that ok
we live far away, is there another office
my parents are coming with me
I left my scarf at your office
I left my number with the nurse
I left work early to rest
I'm a bit disappointed with the color
I'm surprised how fast it healed
I'm away until the weekend
I'm out of the house all day
I'm out of balm
I don't want to damage my skin
I don't want to wait too long for the next one
I don't want to look like this at work
I don't want it to come back
I don't like the feel of this gel
I don't like how shiny it is
I don't like needles haha
I don't remember what time I have to come
I don't remember which soap
I don't recall what she said about sun
I don't know how to use the serum
I don't have a thermometer
I don't have any ice
I don't see any change
I don't feel anything
I don't wear makeup
these tips are great
your messages make me feel cared for
I like that you check on me
I like these reminders
love these updates
nice of you to text
thanks for checking in
thanks for letting me know
thanks for the heads up
thanks for texting me back
thank you, that was helpful
thank you so much for your help
are these texts from a person
is this an automatic message
is this message from the doctor
who am I texting with
which clinic is this
is this the skin clinic
my new number is this one
I have a different phone now, please note it
I switched carriers, same number
I'd rather come on Friday
I'd rather wait a week
I'd rather ask the doctor
can I speak to someone
can somebody call me
the other clinic told me to wait
the other cream was better
no change yet
no difference
no sun for how long
no scabs
no stinging anymore
no redness left
nothing new
nothing unusual
not too bad at all
not the best sleep
not peeling yet
never felt better
I never use soap on my face
I never burn
he thinks it looks good
she is happy with it
they look smaller
my daughter put lotion on me
my sister is coming for me
my mom is with me
how is the parking there
how do I book
how do I pay
how long does it take
why is my face so tight
why does it itch at night
where is the office
where can I buy it
what is in the cream
what happens if I sweat
no quiero mover la cita
no quiero otra crema
no quiero usar nada fuerte
no alcancé a llegar
no alcancé a comprar la crema
no pude abrir el enlace
no pude comprar el bloqueador
no me acuerdo de la hora
no me pusieron crema
no me duele tanto
no me ha dado comezón
no traigo mi recibo
no hay estacionamiento
me ayudaron mucho sus consejos
me gustó mucho el trato
me quitan la costra allá?
me quitaron los puntos
me van a quitar algo?
este es mi otro número
este es el número de mi casa
guarde este número por favor
ya tengo otro celular
soy la esposa, él está durmiendo
soy la hermana de la paciente, tiene una duda
soy su mamá, ella está bien
mi hijo también quiere ir
mi esposo me puso la crema
gracias por avisarme
gracias por recordarme
muchas gracias
muchísimas gracias
mil gracias doctora
qué amables
qué bonito quedó
cómo me lavo
cómo llego
cómo pago
por qué está tan seco
dónde la compro
""")
