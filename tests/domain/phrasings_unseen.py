"""Written when rules and weights were done, and neither tuned on nor learned from: what to expect of new wording."""

from tests.domain.phrasings import lines

#: First names of the patients to whom these numbers belong, as the clinic has them.
NAMES = ("Gloria", "Kevin", "Denise", "Marta")

ENGLISH_STOPS = lines("""
Hello. My name is Walter and I am not good with these phones. Would you please quit sending me notes
Sorry dear I can't read these without my glasses, kindly don't send any more
I find these text messages intrusive, please end them
We are elderly and do not want these on our telephone
My late wife's phone. Please take it out of your files
Gloria passed on in August, please do not text her phone
I'm Gloria's daughter, mom has asked that you don't text her
This is Kevin's dad. He's away at boot camp so quit messaging him please
her caretaker here, she'd like these turned off
my husband does not want any more of these on his cell
lol who is this stop
ok stop now its cringe
bro stop w the skincare texts
pls im begging stop w these
can yall chill and not text me every day
i never asked for ur updates
delete me off this pls
i dont wanna be in this
unsub me bestie
nope dont text me
im not reading these just stop
ugh another one? stop
STOP STOP STOP TEXTING ME YOU MORONS
Do not text me ever again. I mean it.
How many times do I have to tell you people? No more texts!
I have asked you repeatedly to remove me from this service
If I receive another message I will contact my attorney
you are harassing me at this point
Sick and tired of hearing from you
This is ridiculous. Every single day. End it.
Get my number out of your computer
Who do you think you are texting me at midnight, take me off
please take this phone off whatever list you have
please end text reminders
Please opt me out of all further communications
Thank you for everything but I'd like to stop getting texts
Appreciate the concern, but please no more messages
Thanks, I don't need any follow up texts
I'm all better so no need to text anymore
You can stop sending these, I feel fine
I've healed up nicely, please discontinue the check ins
hi I'd like to be taken off the messages when you get a chance
Could you remove my cell from the automated messages please
is there any way to stop these automated texts
how do I get these to stop
How do I get off of this
what's the word to make this stop
I replied stop yesterday and I'm still getting texts
I thought I unsubscribed from this
I opted out. Why are you still messaging me
please don't send these to me at work
I can't have my phone going off all day, stop please
My phone plan doesn't include texts, don't send them
Email is better, please no texts
I only want phone calls not texts
rather you just call me, stop texting
no more reminders for me thanks
no more follow ups please
no text messages
Do not use this number to text
don't need your messages
Don't want to get your reminders anymore
I do not want to participate in this texting program
I wish to withdraw from the text program
I'm withdrawing my permission for you to text me
You don't have permission to use my cell number
I did not sign up for any text service
Not sure why I'm getting these but please stop
no idea why you're texting me, please remove my number
I don't know why you keep sending me these
please stop contacting this number comma thank you
stop texting me full stop
Siri reply with take me off the list
plese stop textin me
stpo sending me mesages
unsubcribe me plz
dont txt this nunber
remov me frm list
Stop it. Not interested in any follow up
not interested in your messages
leave us alone please
go away and leave me alone
lose this number
I'm going to block you now
Reported as spam
This number does not accept texts
Gloria doesn't have this number
who is Gloria and why do you keep texting me
I'm not Gloria
Not Gloria. Please update your contacts
sorry there's no Gloria here
I think you're trying to reach Gloria, this is a different person
You have my phone listed under Gloria, that's not me
this isn't Kevin
Kevin hasn't had this phone in years
Kevin got a new number
don't know a Kevin
my name is Paul, who's Denise?
Denise does not live at this house
This is the front desk of a hotel
you're texting a landscaping company
wrong number lol
you have the incorrect phone number on file
Wrong Denise I think
I've never been a patient of yours
I've never even heard of your office
This used to be someone else's number
this number was just given to me last week
please check the number, I am not your patient
I got this phone from work and keep getting someone else's reminders
These texts are for somebody else
I believe you texted me in error
""")

SPANISH_STOPS = lines("""
buenas tardes, le pido que ya no me mande mensajes
señorita, ya no quiero recibir sus avisos
disculpe, me puede quitar de los mensajes
por favor quítenme de sus contactos
quiero que dejen de escribirme
ya no quiero saber nada de estos mensajes
ya dejen de mandar tantos textos
dejen de mandarme recordatorios por favor
no me sigan escribiendo
no manden nada a este celular
no vuelvan a mandar mensajes a este teléfono
ya les dije que no me escriban
me molestan mucho estos mensajes
estoy cansada de recibir mensajes
son demasiados mensajes por favor paren
ya no hace falta que me manden recordatorios, ya estoy bien
muchas gracias por todo, pero ya no me manden mensajes
ya estoy curada, no necesito más avisos
prefiero que me llamen, no me escriban
mejor mándenlo por correo, no por texto
no me gusta recibir mensajes en el celular
quiero darme de baja de los mensajes
me doy de baja
cómo puedo dejar de recibir estos mensajes
cómo me quito de esta lista
quiero cancelar los recordatorios
elimine mi número por favor
borre mis datos de su sistema
no autorizo mensajes
nunca autoricé que me escribieran
yo no pedí que me mandaran nada
si siguen mandando mensajes los voy a denunciar
qué pesados, ya paren
ya, por favor, no más
no más mensajitos
deje de estar chingando
che, no me escriban más
no me mandéis más textos
parad ya con los mensajes
ya no me contacten
mi mamá no quiere recibir mensajes
soy el hijo, mi papá ya falleció, no manden más
mi esposa ya no quiere estos mensajes
no soy Marta
yo no me llamo Marta
Marta ya no tiene este teléfono
aquí no vive Marta
quién es Marta, yo no la conozco
este número ya no es de Marta
está equivocada, este no es el teléfono de Marta
creo que se equivocó de número
número incorrecto, disculpe
no soy paciente de ustedes
yo nunca he ido a su consultorio
no sé por qué me escriben, no los conozco
este mensaje era para otra persona
stop mandando mensajes please
no me manden más texts
please quítenme de la list
no quiero los reminders
unsubscribe porfa
ya stop, no quiero mas texts
""")

ENGLISH_OTHERS = lines("""
Hello. My name is Walter and I would like to know if I may garden this week
Sorry dear I can't open the picture you sent
Good evening nurse. Is some redness expected after three days
We are elderly and need help getting to the office
My late wife used the same doctor, she spoke highly of him
I'm Gloria's daughter, she wants to know if she can have coffee
This is Kevin's dad. Can he play football on Saturday
her caretaker here, how often does she put the cream on
my husband wants to book the same thing
it's me Denise
This is Gloria, I have a question
Gloria here. all good
Kevin from last Tuesday, can I shower
lol my face is a tomato
ok cool
bro my cheeks are glowing
can i go to the beach this weekend
is it bad if i pop it
do i gotta wear sunscreen inside
my friends say it looks good
ugh another breakout
i keep forgetting the night cream
nope no pain
im reading the sheet you gave me
I am very upset about the way I was treated at checkout
How many times do I have to apply it
Nobody is answering the phone at your office
I left two messages and no one called
You charged me for two visits
This is ridiculous, I've been on hold for half an hour
I'd like to file a complaint about the parking
I want to see a different nurse next time
My skin is worse than before the treatment
I'm disappointed, no change at all
how long until I see results
When can I stop using the gel
Can I stop sleeping on two pillows
Should I stop my blood thinner
Do I need to stop working out
The doctor told me to stop aspirin, can I start again
it finally stopped burning
it won't stop flaking
I stopped the retinol on Sunday
I'm stopping by at noon to buy sunscreen
can't stop admiring it
please don't stop sending these, they're useful
I need to cancel for Thursday
Can I cancel my next session and get the deposit back
please cancel my 10:30
cancel and rebook for June please
I'd like to end my membership after this month
does the itching end soon
can I remove the bandage in the shower
how do I remove the numbing cream
should I take the tape off tonight
is it ok to take off the dressing
Out of cleanser, can I use dish soap lol
I'm out of town till Monday
no more swelling
no more questions from me
not sure which one is the serum
I'm not sure how much to use
I'm not going to make it today
not feeling any pain
that's not what the paper says
this doesn't look right
I don't have the cream yet
I don't want to make it worse
I don't like the texture of the lotion
I don't remember if I washed it
didn't see your message until now
did you get the photo I sent
I never received the aftercare sheet
can you send me the instructions
send me the address please
text me the hours please
your reminder came just in time
thanks for the reminder, almost forgot
these texts are so helpful
I love getting these
are these messages automated
do you send these to everyone
who is texting me, is this the clinic?
Is this number for questions
what number do I call after hours
I changed my number, it's this one now
can you update my email
please add my cell number too
my phone number is the same
is Gloria the nurse or the receptionist
what do I do if the skin cracks
can I use a washcloth
is vaseline ok
how many days until makeup
What about swimming in the ocean
can I sit in the hot tub
Is it okay to fly
should it still be pink
it feels like sandpaper
tight and dry, otherwise good
tiny scabs on my forehead
my chin itches
a bit sore around the mouth
peeling like crazy haha
good so far
looks amazing, thank you all
Best decision ever
feeling great
much better today
very happy
ok thank you
got it, thanks
will do thanks
no thank you
yes please
see you Wednesday
what time do you close
do you take walk ins
is there a discount for three sessions
how much is the eye cream
can I pay with my phone
what's the wait time
can I bring my kid
where do I park
call me when you can
please call me after 3
Can the doctor call me back
I'd rather talk to someone
I prefer mornings
I need a note for work
wrong time on my card, I have 2 not 3
I picked the wrong day online
sorry, wrong picture
that last one was for my wife, sorry
I can barely see the marks now
leave it overnight?
do I leave the balm on
the list says no pineapple, really?
what was on the list again
""")

SPANISH_OTHERS = lines("""
buenas tardes, una pregunta sobre la crema
señorita, se me está pelando la frente
disculpe, me puede dar cita para el lunes
por favor díganme si puedo usar maquillaje
quiero saber cuánto cuesta otra sesión
ya no me arde tanto
ya no está hinchado
no me ha salido nada
no he podido dormir boca arriba
no sé si lavarme con jabón
no me acuerdo qué me dijeron
no tengo la hoja de instrucciones
no puedo ir el miércoles
no quiero que me queden manchas
no quiero cancelar, solo cambiar la hora
no me gusta el olor del gel
no encontré la farmacia
no me llegó la receta
no alcancé a leer el mensaje
muchas gracias por todo
gracias por el recordatorio
me sirvió mucho su mensaje
sus mensajes me ayudan
estoy cansada de la comezón
estoy muy contenta
todo va muy bien
me siento bien
me arde un poquito
me pica la barbilla
se me secó la cara
se ve rojo todavía
cuándo puedo dejar de usar el sombrero
cuándo paro la pomada
puedo parar el antibiótico
ya paró el ardor
no deja de picarme
tengo que cancelar mi cita de mañana
quiero cancelar la cita y agendar otra
me quité la venda anoche
cómo me quito la costra
puedo quitarme el protector
me quitan los puntos?
se me quitó lo hinchado
bajó la inflamación
la crema baja lo rojo?
para qué es el suero
ya compré la pomada
prefiero en la mañana
prefiero que me atienda la doctora
mejor el viernes
me pueden llamar
llámeme después de las cinco
me manda la ubicación por favor
mándeme los precios
este es mi número nuevo
cuál es el teléfono de la clínica
soy Marta, tengo una duda
habla Marta, voy retrasada
soy la mamá de Marta, ella pregunta si puede nadar
mi hija se puso otra crema
quién me va a atender
a qué hora cierran
dónde me estaciono
aceptan tarjeta
hola, sí
sí, todo normal
ok, entendido
puedo comer picante
puedo tomar café
puedo hacer yoga
cuántas veces me pongo la crema
es normal que se pele
es normal que pique
tengo la piel como papel
can I usar bloqueador de niños
my cara está peeling mucho
thanks, ya me siento mejor
I need cita para mi mom
""")

#: Written last of all, when everyday texts had been added to what the weights learn from because of the part above.
LATER_STOPS = lines("""
Good day. I respectfully request that you cease texting my mobile
Honey I don't know who you are but I'm 90, leave my phone be
could you kindly take grandma's number off your messages
my teenager keeps getting your texts, please quit
wife here. he doesn't want these
I handle her affairs now. Please don't text this line
He's passed. Please don't write to this number
pls no more im begging
k stop texting me now
im blocking this number bye
stop w the notifications its weird
can we not with the daily texts
nobody wants these
I am done with these messages
You have been told twice. Remove this phone number
Quit it already!
Take the hint. No more texts.
This is unwanted contact
I did not consent to this
please unsubscribe my phone number
I'd prefer to not receive texts
I no longer need the aftercare messages, thanks!
no follow up needed please stop
how can I opt out
what do I have to do to stop getting messages
please text someone else
Denise isn't reachable here
you keep asking for Denise and I'm not her
there's nobody called Kevin at this number
Is this meant for Kevin? Wrong phone
sorry I think you have an old number for her
this is not the person you are looking for
I'm in Ohio and have never seen your clinic
this phone now belongs to me, I'm Rita
I am a man, I think this is for someone else
ya por favor no me manden más
no quiero más textos, gracias
les pido que eliminen mi teléfono
quiero que me saquen de la lista de mensajes
ya me cansé de sus mensajes
no me estén mandando mensajes
dígale a la doctora que ya no me mande textos
mi papá no quiere que le escriban
aquí no hay nadie que se llame Marta
Marta es la dueña anterior de este número
no es mi tratamiento, tienen otro número
ya cancelen los textos por favor
alto, no me escriban
no more textos, ya estoy bien
dejen mi teléfono en paz
""")

LATER_OTHERS = lines("""
Good day. May I ask which cleanser is safest
Honey my grandson reads these to me, they are a joy
could you kindly repeat the last instruction
my teenager wants acne treatment, how old must she be
wife here. he wants to know if he can drive
I handle her affairs now. When is her next visit
He's sleeping. He will call you after lunch
pls tell me its normal
k talk later
im going camping is that ok
its weird but one side peels more
can we do a video visit
nobody wrote down my allergy
I am done with the gel, now what
You told me twice a day, is that right
I quit picking at it, promise
Take my 3 pm and give it to someone else, I can't come
I did not use the mask
I'd prefer to pay in two parts
I no longer need the gauze, right?
no follow up question
how can I calm it down
what do I have to do before the next session
Denise isn't feeling so well, can she rest one more day
you asked for a photo, here it is
there's a bump called a milia on my lid?
Is this good for Kevin's skin type
my new phone does not show pictures
is my son's number on file
I moved to Ohio, can you see me online
I'm a man, does shaving hurt it
it stings a bit in the wind
should I stop eating spicy food
the peeling has almost ended
when can I take off the patch
cancel my massage or keep it?
can I put off the session
remove the crust or wait
not sure I did it right
not a lot of change
never felt so good
I don't have sunscreen
I don't see the mark anymore
don't I need a second visit
please ask the doctor
please wait for my photo
the text about sleeping was useful
I read your message twice, still confused about the oil
which message has the list of foods
sent from my new phone
ya por favor dígame qué hago
no quiero sombrero, puedo usar gorra?
les pido una cita para mi hija
quiero que me revisen la frente
ya me cansé de pelarme
no me estoy poniendo nada
dígale a la doctora que mil gracias
mi papá pregunta por el precio
aquí está lloviendo, puedo salir
Marta llega en diez minutos
no es mi primera vez
ya cambié la hora
alto bloqueador, factor 50?
no more picazón, ya estoy bien
dejé mi chamarra en la clínica
el mensaje decía agua fría, cuánto tiempo
no he recibido la factura
cuándo termina la promoción
puedo dejar la pomada hoy
ya no se ve nada
""")
