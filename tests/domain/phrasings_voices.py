"""The same wishes, and other texts, in many voices: old and young, dictated, angry, polite, for somebody else."""

from tests.domain.phrasings import lines

#: Wishes to get no more messages, and wrong numbers: the rules were not tuned on them, the weights learn from them.
STOPS = lines("""
Dear clinic, I kindly ask that you no longer write to me. Sincerely, Harold
This is an old lady writing. I do not care for these texts. Please see to it that they end.
I am 82 years old and these beeps wake me up, no more please
young man please do not send me anything else on this telephone
Good afternoon. Would you be so kind as to take me off whatever this is
I did not request this. Please make sure it does not happen again.
I prefer a phone call. These written messages are not for me.
my grandson set up this phone and I dont know how to make your notes quit coming
please cease this correspondence
Kindly strike me from your records
bruh stop
bro who even are u stop texting
nah fam lose my number
yo chill w the texts
im good on these texts thx
bruh im so done w these
ong stop texting me
ewww stop
pls leave me on read forever lol stop
literally no one asked for this
can u not
can u like not text me
could you not
please dont
pls no
stahppp
idk who u r but stop
ur annoying af stop
get outta my phone
delete my number fr
unsubbbb
hard pass on the texts
no thx to these
nty on the messages
not into these texts
can we not do this anymore
make it make sense why am i still getting these
hey Siri reply please stop sending me these
reply to clinic stop comma please
stop period do not text period
please stop question mark
I said to it please take my number out of your machine
please unscribe me from the text thread
please un subscribed me
how the hell do you turn this crap off
what part of stop do you not understand
I have asked nicely. Now I am not asking nicely. No more.
Are you deaf? I said no more
this is the fifth time. take. me. off.
I swear if I get one more text
one more text and I'm calling a lawyer
text me again and see what happens
you people are relentless
for the love of god quit it
shut this thing off
turn this damn thing off
stop clogging up my inbox
stop filling up my phone
my phone won't shut up because of you
I'm going to report you if this continues
Do it again and I'll leave a one star review, stop
this is illegal, I never agreed
violation of TCPA, I revoke any consent
I hereby revoke all prior consent to be contacted
you do not have consent to contact this number
please consider this my formal request to be removed
per federal law remove me
If you don't stop I will file a complaint
this has gone on long enough
I've had it with you guys
done with this, bye
I'm over these reminders
these are getting old
too much. way too many
way too many messages
you send too many of these
how many of these are there?? please end it
do I have to do something to make these go away
how can I make this go away
is there a way to not get these
is there a way to turn these off
Is it possible to be taken off
can I be taken off the text reminders
who do I talk to about not getting these anymore
where do i go to cancel the texts
what do I text to make it stop
what do i reply to get out of this
do I text stop to stop this
Would it be possible to end the reminders
could you please cancel my enrollment in these texts
would you mind not texting me
would you mind taking me off
If it's not too much trouble please don't text me anymore
sorry to be a pain but can you stop the texts
Thank you for your care but I don't need the reminders
Thanks but no more texts needed
Thank you, I have it under control, no more reminders necessary
all healed up so no more messages needed
I'm fine now you can stop checking on me
I am better, you don't need to keep checking in
you can stop now, my face is fine
I've finished my treatment so please end these
I'm switching doctors, remove me
I go somewhere else now so please don't text
I moved away so I won't need these
I no longer live there so you can drop me
I'm not a customer anymore please remove my info
I won't be coming back. Delete my information
I am not coming back so quit texting
I didn't like your service, dont contact me
I decided not to continue, stop contacting me
I'm no longer your patient. No contact please.
please respect my privacy and don't contact me
my privacy matters, erase my data
I want my data deleted
under privacy law please erase me
I don't want my phone used for this
my boss can see these texts, please stop
my kids see these texts, dont send them
I'm at work all day, can't have these coming in
I'm driving all day, these are distracting, stop them
I pay by the message so no texts
I have a limited plan, please no texting
this phone is for work only, please do not use it
this is my daughter's phone, don't text here
please don't use this number
please do not use this phone number for messages
use my email instead, not this phone
I would rather be emailed than texted
call me if you need me, no texting
only phone calls please, not texts
please just call, don't text
do not text just call
contact my wife not me
text my wife instead, not me
send them to my husband, not this phone
This is her son. She doesn't want these messages
This is his wife, he asked me to tell you to stop texting
I'm writing for my mother, she would like not to get these
my dad doesn't want to get these messages
my mother passed away, please stop these
she passed away please remove her number
My husband died last month. Please stop sending him reminders
he is deceased, take him off your list
Mom says stop texting her
my wife wants off your list
we both want off
our family does not want these
Please stop texting my mother
stop texting my son
don't text my daughter
leave my mom alone
quit texting grandma
the patient does not wish to be contacted
Patient is deceased
I am her caregiver, please no more texts to her
her phone is off limits please stop
she can't read these, no need to send
he doesn't read texts so dont bother
no need to keep reminding me
don't remind me again
no reminders
skip the reminders
I don't like being reminded
I can remember on my own thanks, no texts
I don't need a babysitter, stop with the check ins
quit nagging me
stop nagging
stop pestering me already
stop bugging me ok
please stop bugging
don't bug me
give it a rest
knock it off please
cut it out with the messages
drop it
that'll do, no more
no further messages
no further communication
no communication please
no contact
nothing further please
please send nothing further
I don't want anything from you
I want nothing to do with this
I want nothing else from you
keep me out of this
keep me off your lists
leave me out of it
leave me off the list
count me out of these messages
get me out of this group text
remove me from this group chat
leave the chat
exit
exit please
leave
leave list
mute
silence please
block
spam stop
junk
this is junk mail
scam stop texting
I think you're a scam, don't text me
bots go away
is this a bot? stop
go away robot
leave me alone bot
take a hike
get a life and stop texting
buzz off
kick rocks
scram
no more plz n thx
nomore texts
stoptexting
stoptextingme
stop texing me
stop tezting me
stop testing me
stop textin
quit textn me
stop massaging me
stop sending me massages
dont tect me
dont txt
do not tex me
donot text me
pls stp
plz stopp
stoop
stop ot
stop itt
stio
stop sendin
unsibscribe
unsubscirbe
unsubcsribe
unsuscribed me
unsunscribe
opr out
optt out
opt me pout
cancell texts
cancle messages
remve me
remove em
take me of the list
tak me off
STOP TXT
Txt stop
STOP. Thanks. Bye
STOP - wrong person
Hi there, hope you're well. Could you please remove me from these messages? Thanks so much
Hello, I've been getting these for weeks and I'd like them to end. Thank you
Hey so I got the facial as a gift and don't really need all these messages, can you take me off
Good morning I think I signed up by accident, please undo it
I must have checked a box by mistake, I dont want texts
I signed up by mistake please cancel
I didn't mean to sign up for this
I thought it was only one text. I don't want more
I only wanted one reminder not all of these
I changed my mind about the texts
I changed my mind, take me off
I take it back, I don't want to get these
I said yes before but now no more texts
I don't remember agreeing to this
nobody asked me if I wanted texts
I never said you could text me
I never gave you permission
where did you get my number
how did you get this number? delete it
how did you get my number
who gave you this number
why do you keep texting me
why do you keep sending me this
why are you still texting me
why am I still getting these messages
Why won't you stop
why wont these stop
when will these texts end
will these ever stop? I dont want them
Wrong # bud
wrong number my friend
wrong chick
wrong dude
wrong guy
wrong Maria
wrong family
wrong house
not me
not me, sorry
that's not me
thats not my name
this isnt me
it's not me you want
I'm not that person
i aint her
aint no Brenda here
no Brenda at this number
this is no longer Brenda's phone
Brenda doesnt live here
Brenda moved out
Brenda is my ex and this isn't her phone
Brenda gave you a fake number
I think Brenda gave you the wrong digits
you must be looking for Brenda, this isn't her
sorry this isn't Brenda
sorry not Brenda
who's Brenda
I dont know who Brenda is but this is my number
don't know anyone named Brenda
never heard of Brenda
I'm Steve not Brenda
this is Steve's phone
I've had this number for 10 years and I'm not Brenda
i've had this phone for two years, no Brenda
had this number forever, never been a patient
I get texts for Brenda all the time, this is not her number
you keep texting me thinking I'm Brenda
Got a new number and keep getting texts for Brenda
these messages are for the previous owner
these texts aren't for me
This message isn't meant for me
I believe this was meant for someone else
I think you meant to send this to somebody else
you texted the wrong phone
check your number, wrong one
please check the number you have on file, I'm not her
you've got the wrong digits
bad number
wrong contact
sorry you have a wrong cell number
this is a pizza place
this is a fax line
this is a company phone, no patient here
you are texting a business
I don't live in that state and never had a procedure
I have never had a facial in my life
I'm 14 and never did this
I'm a kid, wrong phone
I am not your client
I've never been there
I have no idea who you are
no clue who this is, dont text me
I dont know you people
we don't know you
never did business with you
I don't have an appointment with you nor ever did
mi mamá ya no quiere que le manden mensajes
soy la hija de la señora, ya no le escriban por favor
mi esposo falleció, por favor ya no manden mensajes
mi abuela no sabe leer mensajes, ya no le manden
señorita por favor ya no me esté escribiendo
le pido de favor que ya no me mande recados
ya estuvo bueno de mensajes
ya chole con los mensajes
ya párenle
ya bájenle
no manches ya no me escriban
no friegue, ya no me moleste
oye ya no me mandes nada porfa
ya no we
no molestes
no estés fregando
dejen de fregar
no jodan
no me jodan más
dejate de joder con los mensajes
che no me manden más mensajes
che dejen de escribir
por favor no me escribas más
no me escribás más
vale ya de mensajes
dejad de escribirme
no me mandéis más mensajes
no quiero que me mandéis nada
quitadme de la lista
borradme de la lista
dadme de baja
darse de baja
solicito la baja
solicito que me eliminen
pido que borren mis datos
quiero que borren mi número
deseo cancelar el envío de mensajes
deseo cancelar
quiero cancelar esto
como le hago para cancelar esto
cómo quito esto
cómo salgo de esta lista
cómo desactivo los mensajes
quiero dejar de recibir esto
no deseo seguir recibiendo
no quiero seguir recibiendo mensajes
no quiero recibir más
no quiero más
ya no quiero nada
ya no quiero
ya no los quiero
no los quiero
no lo quiero
no pedí esto
yo no pedí estos mensajes
nunca pedí que me escribieran
nunca di permiso
nunca les di mi número
de dónde sacaron mi número
quién les dio mi número
por qué me siguen escribiendo
por qué me mandan tantos mensajes
cuándo van a dejar de escribirme
son muchos mensajes, ya no
me tienen harta
me tienen cansado con tanto mensaje
qué fastidio, ya no manden
qué molestia, paren
me despiertan sus mensajes, ya no los manden
me cobran por mensaje, no manden más
no tengo dinero para mensajes, ya no
mejor llámenme, no me manden mensajes
prefiero llamadas, mensajes no
nomás por correo, no mensajes
ya terminé mi tratamiento, ya no me escriban
ya estoy bien, no necesito que me escriban
ya no soy paciente, bórrenme
me cambié de doctor, ya no manden nada
ya no vivo ahí, quítenme
olvídense de mi número
pierdan mi número
sáquenme de ahí
sáquenme de esto
quítame de aquí
quítenme por favor
elimínenme
bórrame
borrar
eliminar
salir
cancela
cancelado, no más
detener mensajes
deténganlo
suspendan los envíos
suspender
fuera
ya, basta
basta, por favor
basta!!!
suficiente ya
no mas por fa
nomas mensajes
noo mas
alto!!!! ya
altoo
paarar
bajaa
no me escrivan
no me mandes mensages
no manden mensajitos
no quero mensajes
yano me manden
yano quiero mensajes
dejenme enpaz
no me yamen
no mas textos x favor
no sms
sin mensajes por favor
sin textos
los voy a reportar
los estoy bloqueando
voy a poner una queja si me siguen escribiendo
esto es acoso
esto es spam
no autorizo que me contacten
no doy mi permiso
retiro mi consentimiento
revoco el permiso
número equivocado amigo
te equivocaste
te equivocaste de persona
se equivocó de persona señorita
no es aquí
aquí no es
no es este número
no soy yo
no soy ella
no soy esa señora
yo no soy Rosario
no soy Rosario, soy su hermana
aquí no vive Rosario
no hay ninguna Rosario
Rosario ya no vive aquí
Rosario cambió de celular
Rosario ya no tiene este número
¿quién es Rosario?
no conozco a Rosario
no conozco a nadie con ese nombre
este celular es mío, no de Rosario
este es el teléfono de un taller
es el teléfono de mi trabajo, ya no escriban
este número es de otra persona
este mensaje no es para mí
estos mensajes no son para mí
creo que no soy la persona que busca
yo nunca he ido a esa clínica
nunca me he hecho un tratamiento
ni los conozco
no sé quién es usted, no me escriba
me acaban de dar este número
tengo este número desde hace poco
este número era de otra persona
hey ya no me texteen please
please ya no manden text messages
stop de mandarme mensajes
no me manden texts
no quiero sus texts
take me off la lista
quítenme de su text list
borren mi number
wrong número
wrong numero señora
ya stop it please
ya no more
no more por favor
unsubscribe me por fa
no me llamen don't text
dont me manden nada
im tired de sus mensajes
""")

#: Other texts, many of them with words of stopping, messages and numbers.
OTHERS = lines("""
Dear doctor, my skin is much improved. Thank you and God bless, Harold
This is an old lady writing. I do not see well, can someone call me about the cream
Good afternoon. Would you be so kind as to tell me when I may wash my face
my grandson showed me how to text you a picture
Kindly let me know if I should keep my appointment
I do not understand what you want me to do
I prefer a phone call please, my number is on file
can u send the list of stuff i can use
bruh my face is so red lol
ngl my skin looks good
is it ok if i go to practice
can i wear makeup to prom
idk if this is normal
lol ok
omg it looks so good
my mom wants to know if I can swim
can my mom come with me
Hey Siri tell the clinic I am running late
text the clinic I will be ten minutes late period
I love it exclamation mark
what can I put on it comma it is dry
how the hell do I wash this off
this stings like hell is that normal
I'm furious that nobody picked up the phone
I've called three times and nobody answers
I have been waiting an hour, where is the doctor
your billing office charged me twice
I want a refund
I want my money back for the second session
I'd like to speak to a person
I would like to speak with the office
can I talk to a nurse
I'm going to leave a great review
five stars, thank you
my review is up
do I have to keep using the balm
how long do I have to do this
how many more days of this
when is this over
when will it go away
does it go away on its own
is there a way to make it less itchy
is there something I can take for the itch
what can I do to make the peeling go away
is it possible to move my appointment
can I be seen earlier
who do I talk to about my bill
where do I go for parking
what do I bring
what do I reply if everything is fine
do I text a photo here
would you mind sending the directions
would you mind calling me after 5
If it's not too much trouble can you call me
sorry to bother you but is this normal
sorry to bother you again
sorry to be a pain but can I change my time
Thank you for your care, I feel great
Thank you for checking on me
Thanks for the reminder
thanks for reaching out
thank you for the message
I appreciate the texts
the reminders help me a lot
All healed, thank you for everything
I'm fine now thanks for checking
I am better today
my face is fine
I've finished the cream, do I need more
I finished the antibiotics yesterday
I'm switching soap, any advice
I moved, do you have an office near me
I moved my appointment online
I won't be coming Friday
I am not coming in today, can we rebook
I can't make it on Monday
I can't come tomorrow, my car broke
I didn't like how it felt
I decided not to buy the serum
I decided to wait on the second session
I'm at work, can you call later
I'm driving, will call you back
I have a limited budget, is there a discount
this phone takes bad pictures sorry
this is my daughter's phone, I lost mine, it's Carol
please use this number from now on
please use my new number
you can use this number for messages
call me on my cell
call me if it's worse
only call in the evening please
contact my wife about the bill
my wife has a question
text my wife the directions please
send it to my husband too
This is her son. She has a question about the cream
This is his wife, he is asking if he can shave
I'm writing for my mother, she cannot sleep on her side
my dad wants to know if he can play golf
my mother is picking me up
My husband thinks it looks red
Mom says hi
my daughter had the treatment, not me, she is 19
I'm her caregiver, what should I put on her face
she can't open the link
he doesn't use sunscreen, is that bad
remind me the day before please
don't forget me on Tuesday lol
I forgot the cream last night
I forgot to take the pill
I don't remember what you said about makeup
I don't remember the name of the cream
nothing else
nothing to add
nothing helps
I want nothing heavy on my face
keep me posted
keep me on the list for cancellations
leave it for now
leave it at the front desk
exit question from the visit: can I drink
which exit do I take
block of ice ok?
mute point lol
junk food ok?
it's not spam right
are you a robot
is this a robot or a nurse
am I texting a person
who am I talking to
what number is this
who is this please
whose number is this
what is this for
what does this mean
what are these texts about
why did I get two texts
why am I peeling so much
why is it still red
why does it keep peeling
why does it still sting
it keeps peeling
it keeps bleeding a little when I wash
when will the peeling end
when will these bumps go
will the marks ever fade
will these dry patches ever go away
please stop me from scratching lol
tell me when to stop
say when I can stop the ointment
how do I know when to stop
not until the redness stops
I'll stop if you say so
stopped the retinol like you said
I'd stop but it feels nice
I stop at five pumps
I had to stop running because of sweat
My wife says stop worrying, is she right
he told me to stop touching it
she won't stop scratching
the dog keeps licking it
quit job, insurance changed
I quit drinking for this
I quit using soap
ending my shift at 4, can I come after
end of next month works
the end result is great
what's the end date of the offer
cancel my thing on Monday pls
cancel tomorrow
cancel the 4pm
please cancel my next visit
please cancel, I have the flu and can't come in on Thursday
can you cancel my booking for the peel
I canceled my flight so I can come now
cancellation fee?
is it too late to cancel tomorrow
will I lose my deposit if I cancel
Cancel one, keep the other
my insurance was canceled
unsubscribe is what I did on the website newsletter, keep texting me though
did I unsubscribe by mistake
removed the tape like you said
remove the steri strips when
can you remove a mole too
can the scar be removed
removing hair there ok?
take off bandage tonight?
take the strips off?
do I take it off before bed
I took it off too early
off work till Friday, can I come earlier
is it off limits to sauna
the film fell off
skin is coming off
opted to wait
option two please
option b
is opting for two sessions cheaper
delete my last photo please, wrong one
ignore my last text
ignore that
sorry wrong photo
sorry wrong button
oops wrong person lol meant for my sister
oops that text was for my husband
sorry that was meant for my sister
sent to you by mistake sorry
wrong size glove lol
I got the wrong lotion
I have the wrong date on my card
you have the wrong address for me, I moved
you have my name spelled wrong
my name is spelled with an h
my name changed, I got married
my last name is wrong in your texts
it's Ana with one n
it's not Mrs, just Ana
I'm not Spanish, can I get these in English
Not bad
not itchy
not much
not really no
not at all
not yet no
no not yet
no red spots
no bleeding
no blisters so far haha just kidding
no fever no pain
no I didn't
no I'm good
no I haven't
no questions
no need to call
no need for the second cream right
no more cream left
no more bumps
no reaction
no makeup yet
nope all good
none
nothing
never
never used it
never mind
I never got the cream
I never got my receipt
never got a call back
nobody called me
nobody told me about the sun
no one called me back
i don't want scars
I don't want to mess it up
I don't want it to get worse
I don't want to take the pills
I don't want to do the peel again
I don't want to go out like this
I don't like the cream
I don't like how dry it is
I don't need pain pills
I don't need another appointment right
I don't think so
I don't know
I dont know if I can use it
I don't know if that's normal
I don't know what that is
do I need to do anything
don't worry
don't wait for me I'm late
dont think I can make it
don't have any questions
didn't sleep well
didn't hurt
did not use it yet
I'm not worried
I'm not happy with the result
I'm not seeing a difference
I'm not home until 6
I'm not getting any better
I'm not interested in botox, just the facial
not interested in surgery, what else is there
enough time between visits?
is one layer enough
too many bumps
too much cream?
way too dry
I have too many dry patches
tired of my acne
sick of this dry skin
so done with winter skin
annoying itch
this itch is annoying
this cream is annoying, so sticky
I hate the smell
hate this peeling phase
got your text, thanks
got your message, will do
I got the text
I read your message
saw your text
your text came at 3 am here, I'm in Japan
your text woke me up lol no problem
can you text me the price
can I text you a picture
should I text or call
text me when it's ready
texting you a photo
text me the instructions again please
send me the link again
resend the message please
message me the time
the message cut off
the texts come in spanish, can you do english
can I get these in the evening instead
how many messages are left
how long do the texts go on
do these come every day
do I have to answer these
is it ok that I don't answer every time
sorry I didn't answer
sorry I missed your texts
sorry for the late reply
am I on your list for Saturday
put me on the waitlist
take me off the waitlist for Saturday, I got a spot
list of side effects?
subscription box of creams?
which program is best for scars
what program is it covered by
service was great
your system has my old address
is my phone number in the system
update my number please
my phone broke, new number soon
new phone, same number
I changed phones
I lost my phone so missed your texts
my phone died
contact lenses ok?
contact dermatitis?
my emergency contact changed
do you report to my doctor
I have a report from my lab
my mother passed down her rosacea lol
he left his number at the desk
is my mother on the schedule
is Brenda working tomorrow
who is the nurse I saw
who is Dr. Lee
Brenda at the front desk was so nice
is this Brenda
this is Brenda
Brenda here, all good
hi it's Brenda from yesterday
my name is Brenda and I had the peel
I'm Brenda's friend, she sent me to you
soy la hija de la señora, ella está bien
mi mamá pregunta si puede bañarse
mi esposo quiere saber el precio
mi abuela no puede abrir el enlace
señorita por favor dígame si puedo salir al sol
le pido de favor que me llame
le mando una foto
ya estuvo, me puse la crema
ya me puse la crema
ya estoy mejor gracias
ya se me quitó
ya no me pica
ya no tengo nada rojo
ya no me queda crema
ya no sé qué hacer con la resequedad
ya no aguanto la comezón
ya no puedo ir mañana
ya no me acuerdo qué crema era
ya no está abierta la farmacia
ya llamé
oye y puedo hacer ejercicio
che cuánto sale la crema
vale gracias
vale, ya lo hago
tengo una duda
una pregunta
quiero cambiar la hora
quiero cancelar la del jueves
quiero una cita
deseo agendar otra sesión
solicito una cita
solicito factura
cómo quito las costras
cómo quito el maquillaje
cómo salgo si hay sol
cómo desinflamo
quiero dejar de rascarme
quiero saber el precio
no deseo cirugía
no quiero que me dé el sol
no quiero ir sola
no quiero la crema cara
no quiero quedar mal
no quiero seguir con la crema, me arde
no lo sé
no lo he usado
no la encuentro
no los veo rojos
no pude dormir
no pude ir
no puedo contestar, estoy trabajando
no puedo ver la foto
no tengo preguntas
no tengo fiebre
no tengo cita hoy verdad
no tengo su dirección
no recuerdo
no recibí la llamada
no me llamaron
no me contestan el teléfono
nadie me contesta
nadie me dijo nada del sol
no he usado nada
no he comido
no es nada
no es necesario
no está roja
no creo
no gracias
no, todo bien
no se preocupe
nunca he tenido alergia
nunca había hecho esto
nunca me llegó el recibo
por qué se me pela la piel
por qué arde tanto
cuándo se me va a quitar
cuándo van a abrir
cuándo termina esto de la piel seca
cuándo dejo el aceite
cuándo puedo dejar el sombrero
son muchos granitos
son muchos pasos, cuál va primero
me tiene preocupada
me tienen que llamar hoy?
qué molestia la comezón
qué fastidio esta resequedad
me cobran la consulta?
me cobraron dos veces
mejor llámenme
mejor el jueves
nomás tengo una pregunta
ya terminé la crema
ya terminé el antibiótico
me cambié de casa, cuál es la más cercana
me cambié el vendaje
olvidé la crema
se me olvidó ponérmela
salgo a las 5
puedo salir
puedo eliminar las manchas
borrar cicatrices se puede?
eliminar manchas cuánto cuesta
suspendo el jabón?
debo suspender el ácido
detener el sangrado cómo
fuera de eso todo bien
basta con agua fría?
suficiente con dos veces
alto el precio no?
baja en sal la comida?
bajo la luz se ve rojo
más o menos
más tarde
más crema
los voy a recomendar
los felicito
voy a poner la crema
voy a llegar tarde
me equivoqué de crema
me equivoqué de día
me equivoqué, era para mi hermana
perdón, mensaje equivocado
se equivocaron en mi nombre
mi nombre está mal escrito
no es Ana María, es Ana Mario
no soy de aquí, dónde queda la clínica
no soy alérgico
no soy fumadora
aquí sigo
aquí hace mucho sol
aquí le mando la foto
quién me atendió ese día
quién es la enfermera
quién habla
conozco la crema
no conozco la clínica nueva
este es mi nuevo número
este es mi celular, guárdelo
es mi número de trabajo, márqueme aquí
este jabón sirve
este mensaje es para la doctora
estos mensajes me ayudan
me sirven sus mensajes
gracias por escribirme
gracias por los mensajes
gracias por preguntar
me pueden escribir en la noche
me mandan la dirección
mándeme el enlace
mande
me manda la lista
please mándame la dirección
can you llamarme
ya no me duele thanks
el peeling no para jaja
thank you por el mensaje
no tengo pain
mi face está dry
todo bien thanks
""")
