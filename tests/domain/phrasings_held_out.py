"""Written after the rules were done, and never tuned on: what they are worth with sentences they have not seen."""

from tests.domain.phrasings import lines

STOPS = lines("""
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

NOT_STOPS = lines("""
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

URGENT = lines("""
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
