"""What patients write back: our own sentences, one a line, in many hands. The rules were tuned on these."""


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


#: Exact words, however phones dress them.
EXACT = lines("""
STOP
stop
Stop.
STOP!!!
“STOP”
'stop'
STOP 🛑
🛑🛑 stop 🛑
stop 🙏
ＳＴＯＰ
S.T.O.P.
s t o p
S-T-O-P
st\u200bop
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

#: Three parts that were held out (99 of 124 stops were found, 81 of 107, 89 of 103), and tuned on afterwards.
MORE_STOPS = lines("""
pls no more of these text messages
I would appreciate it if you stopped messaging me
can u take my cell off ur list
kindly remove my details from your records
You need to stop sending these to me
Hey I keep getting these, please make it stop
stop w/ the texts already!!
enough with the messages
I'm done with this, do not text again
i do NOT want anymore of these
Unsubscribe please and thank you
plz unsubscribe
How can I unsubscribe from this service?
STOP sending
Stop sending them
QUIT SENDING THESE
Stop it with the reminders
no more reminders pls
no more check ins please
cancel all texts
Please cancel all future messages to this phone
end all messages
discontinue texting
cease and desist
I want off this list
get my number off your list
who gave you my number? remove it
delete me from your system
delete me
Take me out of your database please
erase my contact info
do not ever message this number again
please refrain from texting me
quit blowing up my phone
Dont reply to me anymore
Don't contact this number again please
I am not interested in these texts
not interested pls stop
no thank you, please stop the messages
I didn't agree to get texts
i never gave you permission to text me
I don't consent to being texted
I don't wish to be contacted
I'd rather not get these texts
i dont want these msgs
dont want ur texts
Opt out of all
opting out thanks
i opt out
put me on the do not text list
blocked
I will block you if you text me again
This is considered spam
stop spaming my phone
stp texting me
stop tecting me
stopo txt me
Stop now or I call my lawyer
STOP MESSAGING ME I MEAN IT
leave me be please
go bother someone else
Stop stop stop please
🛑✋ no more texts
STOP 😡😡😡
👎 unsubscribe
hello please stop this
would you please stop
ok stop now thanks
please just stop it
My husband says stop texting his phone
this is my work phone do not text it
too many texts, take me off
I changed my mind, no more messages
sorry but I don't want to receive texts any longer
can you turn the messages off for me
stop my texts
no me mandes mas textos por favor
Por favor dejen de mandarme mensajes
ya no me envíen recordatorios
favor de no escribirme
no vuelvan a escribirme
Quiero que dejen de mandar mensajes
ya párenle con los mensajes
no quiero que me escriban
no necesito más mensajes
por favor cancelen estos textos
quiero cancelar los mensajes
cómo cancelo los mensajes
saquen mi número de su lista
por favor eliminen mi numero
bórrenme de la lista
que me borren de la lista
me pueden quitar de la lista
dénme de baja ya
baja por favor
alto ya
ALTO!! no mas
ya no más por favor
no más textos gracias
basta de mensajes
no me estén molestando
no me hablen mas
ya no me manden nada
stop los mensajes plis
no more textos por favor
wrong nmber
Sorry, you've got the wrong number
ur texting the wrong person
I think this is for someone else
This phone doesn't belong to Karen
Karen doesn't use this number anymore
not Karen's number
there is no Karen here
I'm not who you think I am
I have never visited your clinic
who is Maria? wrong number
This number was reassigned to me
se equivocaron de persona
creo que tiene el número equivocado
ese número no es de ella
aquí no vive ninguna Ana
no soy la persona que buscan
ella ya no tiene este número
tienen mal el número
Can you guys quit it with all these texts
I would like to stop receiving these
please stop, my phone plan charges me per text
I get too many of these. Stop.
Texts are costing me money, please end them
i dont wanna get these anymore
Not sure how I got on this list but take me off
how do I turn this off
How do I make this stop? I don't want texts
you can stop texting me now, I'm healed
No need to text me anymore
no need for more messages thx
I don't need any more check-ins
you dont have to keep texting me
I'm all set, please stop sending these
All healed! You can take me off the list now
Please discontinue these reminders
cancel these notifications
Kindly stop
Kindly unsubscribe me
stop. just stop
STOPPPP
Sstop
Stopp texting meee
stop textng me
stop mesaging me
Please dont text this phone its my daughters
dont msg me
do not send texts to this number
Don't message me on this phone
not this number please, remove
I asked you to stop
I already told you to stop texting me
for the third time STOP
How many times do I have to say stop
omg stop alreadyyy
stahp
staph texting me
quit it
knock it off with the texts
this is annoying, unsubscribe
I never gave you my number
who told you you could text me
remove my cell from the program
Take my name off
Drop me from the list
I want to be removed
Would like to be removed from texting
please unenroll me
withdraw me from this
I withdraw consent
end subscription
Cancel text messages
cancel alerts
opt out now please
Opt. Out.
STOP ALL MESSAGES
reply stop
“stop” please
i dont like getting texts, call me instead
Do not text, only call
emails only please no texts
just email me, stop the texts
leave my phone alone
Enough. Please.
that's enough texts
no mas textos!!!
No me envíe mensajes a este número
no me mande nada más
ya deje de mandarme cosas
deja de estar mandando mensajes
Dejen de enviarme textos ya por favor
ya no quiero estar en su lista
quiero salirme de esto
cómo le hago para que no me lleguen mensajes
no me gusta recibir mensajes
que no me lleguen más mensajes por favor
no quiero recibir estos textos
no estoy interesado en recibir mensajes
cancele mis mensajes
elimíneme de su sistema
quitar mi número por favor
alto a los mensajes
párele
ya paren por favor
stop enviando mensajes
ya no textos please
remueva mi numero
Wrong phone number, sorry
Hi I think you have me confused with someone else
You are texting a stranger
I'm not the person you want
this is my number now, not hers
She moved and I got her number
this is Tom, not Linda
Linda no longer has this phone
dont know a linda
there's no Linda at this number
i'm a guy and never had this done, wrong number
I haven't been to any clinic
No tengo cita con ustedes, número equivocado
Disculpe, se equivocó
creo que se equivocan de número
no es el número de Rosa
Rosa ya no usa este teléfono
aquí no hay ninguna Rosa
yo no fui a esa clínica
Could you kindly stop with these
hi, could I be taken off of this please
I don't want to be on your texting list
Stop sending me stuff I don't care
stop sending me sh*t
No mas texts
These are bothering me. Please end.
Not needed, stop please
I already called the office to have these stopped
Why do I keep getting these?? I said STOP
unsubscribe me from everything
UNSUBSCRIBE NOW!!!
please unsubcribe my phone
how to opt out
how to stop
How to cancel texts
cancel subscription pls
Please remove my phone number from your files
take this number off your contact list
delete this contact
i no longer want to be contacted
I do not wish to receive further messages
We don't want any texts from you people
dont send any more of these to my phone
Dont bother texting me back
do not keep texting me
never contact me again
please respect my wish and don't write again
I'm begging you stop
ENOUGH!!!
ENOUGH WITH THE TEXTS
You're blowing up my phone, quit
get lost
eff off
this is getting annoying stop texting
ya'll need to stop texting
stop txt
stop msg
stop sms
STOP.STOP.STOP
Stop👏texting👏me
STOP PLEASE AND THANK YOU
stop thank you
Please Stop Texting This Number.
kindly cease
cease texting this number immediately
I am reporting this number
gonna block this number
Blocked and reported
Do not disturb me with these
let me go from this list
I'd like off the text list
I revoke permission to text
I take back my permission
my lawyer will contact you if you text again
No messages
no text please
no texting
not interested at all
I am no longer interested in this service
no longer need the reminders, thanks
No me interesan sus mensajes
ya no me interesa recibir nada
Ya no me mande mensajes por favor
no me siga mandando textos
pueden dejar de mandarme mensajes
podrían dejar de escribirme
quiero que me quiten de su lista
quiten mi teléfono de ahí
ya no ocupo los mensajes
no ocupo recordatorios
dejen de estar molestando
Paren con los mensajes
BASTA YA
deténganse
cancelen todo por favor
me quiero dar de baja
cómo me doy de baja
baja ya
no envien mas
No escriban más a este teléfono
borren este número
bloqueo este número
Sorry you got the wrong gal
Wrong no.
Wrong numba
Not Jennifer
im not jennifer u have the wrong #
you've reached the wrong person
this is a business line, wrong number
I don't know who Jennifer is
Jennifer no longer lives here
Jennifer's not at this number
No Jennifer here
I got this number last month
I'm not her
don't know who this is, remove me
Nunca he ido a su clínica
Este teléfono ya no es de Carmen
No es Carmen, número equivocado
no hay ninguna Carmen aquí
se confundieron de número
este es un número nuevo, no soy Carmen
""")

MORE_NOT_STOPS = lines("""
Should I stop the vitamin C serum?
when may I stop sleeping on my back
I can't stop touching my cheeks
It just won't stop itching
is it normal that it hasn't stopped peeling
The stinging stopped after an hour
stopped at the pharmacy for the cleanser
can someone stop me from picking lol
I don't want to stop my acne meds, is that ok
please never stop these tips, they're great
keep them coming!
don't take me off, I like these
Please don't cancel my Friday visit
cancel Thursday please, I have a work thing
I have to cancel my 3pm
how late can I cancel without a fee
do you charge if I cancel the session
I want to end my package early
does the numbness end today
What should I quit eating
I quit the gym this week like you said
how do I remove dried blood
is it ok to remove the film now
can I remove dead skin with a cloth
My mom removed the mask already
no more sunburn feeling, great
no more tightness!
there is no more redness
is that enough sunscreen for the beach
not enough sleep maybe
I'm not sure if I can exercise
this is not going away
it's not bad today
I'm not in pain
That's not my usual shade
What number should I text for photos
can you call my other number
my new number is the one I wrote on the form
Could you send the message again, I deleted it
I deleted the text by mistake, send again
your messages are so helpful
did you get my text
I never got the second text
is texting ok or should I call
Text me when the doctor is in
can you email me instead
can I get a reminder the day before
Please add my sister to the list
is there a list of foods to avoid
can I take advil
take a look at this spot please
can I start running
should I end the routine with oil
bus stop near your office?
I need to stop by for a refund
my dog won't stop licking my face is that bad
my son stopped by to pick up cream
Opted for the gentle wash, ok?
Is there an option to pay later
the block heater in my car broke, running late
my nose is blocked from a cold
thanks, that's all
No worries, all good
I have a question about the bill
leave it on overnight?
leave the mask on or off
what do I do if it hurts to smile
can I go swimming
do not know which cream is which
I don't know what to buy
I never had this before
haven't been to your new location, where is it
new phone, can you resend the link
I changed my address
she is not home, can I take the message
está bien si paro el ácido
puedo parar con el hielo
la picazón no para
ya paró de arder
cuándo puedo dejar la crema blanca
no dejo de rascarme
me quitaron la venda ayer
me puedo quitar las costras
quiero cambiar mi cita, no cancelarla
tengo que cancelar lo del viernes
no quiero perder mi cita
no quiero cicatrices
no necesito nada por ahora
no me ha dolido nada
ya no está rojo
no más ardor, gracias a Dios
baja dosis o alta dosis
me bajó la regla, afecta?
no sé si es normal
no es urgente
me llaman por favor
llámenme cuando puedan
me mandan la lista de productos
me escriben cuando llegue la doctora
no me llegó el correo
no recibí el mensaje de ayer
no conozco esa crema
mi numero de paciente es el mismo?
para mañana está bien
¿para cuándo me toca?
basta con una capa de crema?
es suficiente con agua?
can I parar el serum hoy
when puedo stop con la crema
ok to stop ice now?
Do you think I should stop the retinol for good
I will stop the serum tonight
I had to stop the antibiotic, stomach ache
when will it stop being tight
will my skin ever stop flaking lol
it won't stop peeling
make it stop itching pls what can I use
how can I stop picking at it
How do I stop the dryness?
Anything to stop the stinging?
what stops the burning
The burning finally stopped!
stopped peeling, looks great
I was told to stop makeup for 24 hours, right?
Do not stop the texts please I need them
I hope these messages don't stop
I like these messages
these texts are great, keep sending
can I get texts instead of calls
do you text on weekends
I got three texts today, is that right?
Why did I get this message
who sent this message
what is this about
I lost your message, resend?
deleted your text by accident what did it say
I missed the last message about sunscreen
my husband saw the message first haha
your text said no makeup, for how long
I cant read the end of the message
The link in the text does not work
Can you remove the appointment on Monday
please cancel my 2pm
Cancel my follow up, I'm on vacation
cancel or move my appointment?
What's your cancel policy
I want to cancel Saturday but keep the other one
I'd like to end my membership and get a refund
is the membership ended
can you take me at 4 instead
take me on Friday?
get me in this week please
get this scab off?
how do I get the glue off my face
should the film come off
is it safe to take the scab off
Remove sunscreen with oil ok?
can you remove the mole next time
I quit coffee, does that help healing
enough about me, how is Dr. Lee
had enough sleep, skin looks better
I'm not on any medicine
I'm not allergic to anything
I'm not at home, call my cell
this is not my first time
this is not the color I expected
it is not itchy anymore
no longer red at all
it no longer hurts
not a problem
no problem see you then
No I have not used retinol
never had a reaction before
Never mind, found it
nobody told me to avoid the sun
no one answers at the front desk
my number changed, here is the new one
I have a new phone number, update it please
is this number monitored
is this the right number for questions
I called the wrong number for you earlier, sorry
used the wrong cream last night
wrong day for my visit, it should be Friday
block the sun with a hat?
sunblock or sunscreen?
spots where the roller stopped
I opted for the smaller package
leave it alone or moisturize?
do I leave the scabs alone
how long do I stay out of the sun
shut off my phone last night, any news?
I have to go, can you call at 5
sorry for so many texts
sick of this peeling ugh
tired of being red lol
¿Debo dejar el ácido unos días?
¿cuándo puedo parar el hielo?
la comezón ya paró
no para el ardor
ya no tengo comezón
no tengo dolor
no más comezón, qué bueno
no puedo dejar de tocarme
quiero dejar la crema, me arde
me pueden cambiar la cita
cancelen mi cita del lunes por favor
voy a cancelar el viernes
me pueden mandar el mensaje otra vez
no entiendo el mensaje
no vi su mensaje ayer
me mandaron dos mensajes iguales
me gustan sus mensajes
por favor sigan mandando consejos
¿este es el número de la clínica?
cambié de número, anótelo
ya no me arde nada
no quiero más crema de esa
quítenme la duda, puedo nadar?
se me quitó lo rojo
la persona que me atendió fue muy amable
Quick q: stop or continue the vitamin E?
She said to stop the aspirin. For how long?
when do I have to stop drinking before the next visit
Tried to stop by but you were closed
I'll stop in after work
pls stop the billing on my old card
Is it okay if I stop the ointment since it's dry
Nothing stops the itch
the flaking just stopped this morning
I couldn't stop crying I'm so happy with it
I can't quit rubbing it
ended up using the blue cream
how will it look in the end
Cancel my Wednesday and book Friday
cancelling my visit sorry
I already cancelled online
had to cancel last time, can I come back
Can I remove my contacts lenses? eyes feel dry
remove lashes before next time?
should I remove the peeling skin
do I remove my nail polish for the visit
No more burning. When can I run?
no more questions, thank you!
No more than once a day?
No pain at all
no fue nada grave
Not yet
Not today, maybe tomorrow
not really
I'm not done with the first tube
not so red now
I am not able to come Monday
I am not a fan of the smell
this is not about the bill
that's not the cream I bought
does my number need to be updated
what is the number for after hours
my daughter will call from her number
wrong address on my receipt
I think I bought the wrong cleanser
was the wrong name on my invoice?
message me when you open
message received thanks
got your message
thank you for the texts, they help
love the reminders
please keep texting me
keep the tips coming
I want more texts like this
can my husband get the texts too
change my texts to spanish
can you text at 6 instead
texts come too early, can they come at noon?
Reminder to self lol: sunscreen
is there a text I missed
the second message was cut off
My phone was off, did you text
could you list the steps again
add me to the cancellation list
any spots on the wait list
am I out of the woods
how do I get out of paying the late fee
get out of the sun, got it
out of moisturizer, which one do you sell
off to the beach tomorrow, ok?
is a day off the gym enough
leave a message with the nurse please
just leave the cream on?
do I need to block the sun fully
I dropped the tube, where can I get one
take a pic?
should I take it easy
I'm sick, need to move my visit
tired today, is that normal
What's enough water per day
I have had enough tea today lol
I'm good
doing great!
perfect thanks
haha ok
wow my skin looks amazing
No quiero ir el martes
no puedo ir mañana
no puedo el viernes, cancelen por favor la cita
hay que parar el gimnasio?
parar de tomar vino, por cuánto tiempo
paro de trabajar a las 5
me paré en la farmacia
¿dejo la crema toda la noche?
dejé de usar el jabón
no uso nada más
nada más agua y jabón?
no me ardió
no quiero que me queden marcas
no me gusta el olor de la crema
no me gustó la espera
ya no tengo crema
mándenme la lista por favor
me mandan mensajes en inglés, pueden en español?
no leo inglés
su mensaje llegó bien
¿de quién es este número?
este es mi número
cuál número marco
numero de recibo 4411
la baja de temperatura afecta?
está en la parte baja de la cara
quiero dar de alta a mi hermana
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
pus is leaking from my forehead
I've had a fever since noon
woke up with a fever and shivers
tiny blisters by my nose
my lip has a cold sore now
it was fine yesterday but today the pain is much worse
the redness is back and angrier than before
the redness came back
everything is getting worse
rash is spreading down my chest
eyes almost swollen shut
my whole face swelled up
my lips are so swollen
I feel my throat closing
struggling to breathe a little
can't catch my breath, hard to breathe
my chest feels tight
I fainted in the shower
my skin is turning dark in patches
there is a hard lump on my jaw
I think it's infected
greenish discharge
it is bleeding and wont stop
amanecí con fiebre
me está saliendo pus amarillo
me salió una ampolla grande
tengo un herpes en el labio
me duele mucho más hoy
está empeorando
la cara se me está hinchando
tengo los ojos hinchados
siento que no puedo respirar
me cuesta mucho respirar
se me está cerrando la garganta
la piel se me puso oscura, cambió de color
tengo una bolita dura
some pus around the spots near my ear
Fever all night, 100.8
little water blisters on my chin
cold sore flaring on top lip
it got better and then the pain returned
redness has spread to my neck
redness is a lot worse today
my cheek is swollen twice its size and my face feels tight
my eyelids are swollen
I'm wheezing
can barely breathe
throat feels swollen
my skin went gray in one area
rock hard lumps came up under my eye
smells bad and oozes
super painful today, worse than day one
skin is hot to the touch
tengo calentura y escalofríos
me sale pus
tengo ampollas en la frente
la rojez volvió y arde
cada día está peor
se me hincharon los labios
no puedo respirar bien
me duele el pecho
la mejilla infectada
white pus and it smells
My temp is 102 and I have a fever
breaking out in blisters
think it's a cold sore?
pain was gone yesterday but it's back and stronger
everything looked fine and now the redness got worse
rash on my chest, spreading
half my face is swollen
lips look swollen since an hour
can't breathe right
throat is swelling shut
I keep wheezing
color of my skin changed to brown
dark patches on both cheeks
I feel a hard bump under the skin
infected maybe?
bleeding won't stop since morning
throbs and feels very hot
mucha fiebre
sale pus y huele mal
ampollas llenas de agua
el dolor regresó y es más fuerte
está peor que antes
cara muy hinchada
me falta la respiración
no puedo tragar bien
""")
