"""Written by `python -m tests.domain.stop_training`; `stop_reader` says what each mark stands for."""

from operator import methodcaller

BIAS = -9
_LINES = """
#0:-11 #1:3 #2:-7 #5:4 5_$:-5 =2:-2 =5:-5 =a:6 =able:0 =about:-1 =accident:3 =acido:0 =acuerdo:-4 =add:-5 =address:1
=after:-3 =afternoon:0 =again:-4 =agradeceria:-1 =agradezco:-5 =agreed:0 =agua:-4 =ahi:7 =ahora:0 =aint:4 =al:-3 =all:1
=alone:1 =already:11 =alta:-4 =alto:-2 =am:7 =amable:0 =ampollas:0 =an:2 =and:11 =annoying:-3 =another:0 =answer:-4
=antes:-3 =any:0 =anymore:4 =anything:0 =appointment:-1 =appreciate:-5 =apunte:2 =aqui:3 =arde:-3 =are:2 =as:3 =asked:2
=asking:1 =at:-4 =atendio:-4 =authorized:1 =avoid:-1 =away:0 =ayer:-6 =back:-1 =bad:-12 =baja:7 =bajo:0 =balm:0
=basta:2 =be:14 =been:6 =before:-7 =being:9 =belongs:5 =best:-2 =better:-1 =bien:-6 =bill:0 =bit:-1 =bleeding:0
=blisters:0 =block:5 =blocked:6 =blowing:0 =book:-2 =borrar:4 =borre:-2 =borren:8 =borrenme:2 =bother:-5 =bothering:0
=breath:-3 =breathe:-3 =broke:0 =bruh:1 =bueno:-2 =bugging:0 =bumps:-3 =burning:0 =bus:-8 =business:3 =busquen:0
=but:-1 =by:0 =bye:2 =call:2 =called:-3 =calls:0 =cambiar:-1 =cambie:-2 =cambio:2 =came:-2 =can:-3 =cancel:-1
=cancelar:6 =cancelen:3 =cant:1 =cara:4 =card:-2 =care:-6 =casi:-5 =cease:0 =cell:0 =celular:5 =changed:-3 =charge:-2
=charges:4 =che:1 =check:-1 =checking:-5 =cheek:0 =chest:0 =chin:0 =cita:1 =cleanser:0 =clear:0 =clinic:7 =clinica:-5
=cold:0 =color:-2 =come:-3 =comezon:0 =coming:4 =como:1 =compre:6 =con:4 =conozco:6 =consent:3 =contact:4 =contacted:3
=contacten:0 =contacting:0 =correo:-2 =costras:-1 =could:0 =cream:-6 =crema:-9 =creo:-2 =cual:0 =cuando:-3 =cuantas:4
=cuanto:-1 =cuesta:-2 =cut:-4 =dad:1 =dar:1 =dark:-1 =darme:1 =date:-1 =datos:2 =daughter:-3 =daughters:-1 =day:-3
=de:6 =debo:0 =decided:0 =dejar:0 =deje:0 =dejen:3 =dejenme:9 =dejo:0 =del:0 =delete:2 =deleted:-2 =demasiado:3 =den:1
=desde:1 =deseo:-1 =desk:0 =dia:0 =dias:-1 =did:-1 =didnt:-7 =died:1 =dieron:3 =digo:10 =dije:-1 =direccion:-2
=disable:3 =discontinue:2 =disturb:0 =do:4 =doctor:-2 =does:-13 =doesnt:1 =dolor:-1 =donde:-2 =done:-1 =dont:6 =dos:-5
=down:2 =dr:0 =drinking:-1 =drop:4 =dry:-1 =duda:-3 =duele:-2 =earlier:-4 =early:-2 =el:-6 =eliminar:2 =eliminen:4
=ella:5 =else:-3 =email:0 =emailed:1 =en:1 =end:9 =ended:2 =enough:13 =envien:1 =equivocado:-3 =equivocaron:-1
=equivoco:2 =equivoque:-2 =era:-2 =erase:5 =error:-1 =es:1 =esa:1 =escriban:4 =escribiendo:4 =escribir:2 =escribirme:5
=ese:2 =eso:7 =esta:-11 =estan:9 =estar:0 =este:0 =esto:5 =estos:-2 =estoy:-4 =estuvo:10 =evening:0 =ever:1 =every:5
=everything:0 =ex:1 =exit:3 =eyes:0 =fa:4 =face:3 =facial:7 =fallecio:2 =falta:2 =favor:0 =fee:-4 =feel:0 =feeling:0
=feels:0 =fever:0 =fiebre:-1 =file:-3 =film:0 =final:1 =fine:-2 =finished:-5 =firme:7 =first:-9 =five:0 =flaking:-1
=for:1 =forehead:0 =forget:-1 =foto:-1 =friday:-1 =friend:1 =from:3 =front:2 =fue:0 =further:7 =gave:0 =get:-4
=getting:7 =give:10 =go:-2 =going:-5 =gone:1 =good:-2 =got:-2 =gracias:0 =granitos:-4 =great:-6 =gusta:-4 =guys:0
=gym:0 =habla:0 =hace:4 =hacer:0 =had:4 =hago:-7 =haha:-2 =hard:1 =has:-2 =hasta:2 =have:1 =havent:-1 =hay:2 =he:5
=healed:1 =hear:3 =hecho:0 =hell:0 =hello:1 =help:-6 =her:6 =here:3 =hermana:0 =hey:-1 =hi:-5 =hija:-1 =his:-1 =home:1
=hope:-11 =hora:-1 =hot:0 =hour:0 =hours:0 =house:8 =how:-5 =hoy:0 =hurts:-1 =husband:-1 =i:-10 =id:-1 =idea:1 =idk:-2
=if:4 =ill:-3 =im:0 =in:2 =infected:-1 =info:5 =informacion:-1 =information:-1 =ins:3 =inscribi:2 =instead:0
=insurance:-3 =interesa:0 =interested:4 =ir:-1 =is:-6 =isnt:3 =it:-8 =itch:-3 =itching:-1 =itchy:0 =its:-11 =ive:3
=jabon:-3 =jueves:0 =junk:8 =just:1 =keep:-7 =keeps:0 =kid:3 =kids:4 =kind:-2 =kindly:1 =know:-6 =la:-14 =lady:0
=las:-5 =last:7 =late:-1 =later:0 =lawyer:1 =le:-3 =leave:5 =lee:0 =left:-1 =lenses:0 =leo:-4 =les:-3 =let:3 =lets:-2
=life:7 =like:-7 =link:-4 =lip:0 =lips:0 =list:2 =lista:2 =little:-1 =live:5 =llamarme:-2 =llamenme:-3 =llego:-4
=lleguen:0 =lo:-5 =lol:-7 =long:-2 =longer:0 =look:-5 =looking:2 =looks:-1 =los:8 =lose:-1 =lost:0 =lot:-5 =love:-4
=luis:7 =lumps:0 =lunes:0 =make:-1 =makeup:-3 =mal:5 =mama:0 =manana:-3 =manchas:0 =mandan:0 =mandando:-1 =mandar:-1
=mandarme:0 =mandaron:2 =mande:-4 =manden:4 =mandenme:-3 =mandes:0 =mando:0 =many:0 =maquillaje:-1 =mark:13 =martes:0
=mas:3 =mask:-2 =may:0 =maybe:-2 =me:4 =mean:1 =meant:0 =mejor:-2 =mensaje:-9 =mensajes:6 =message:-11 =messages:9
=messaging:5 =mi:-7 =mind:-4 =mio:3 =mis:2 =missed:-3 =mistake:0 =moisturizer:0 =molesta:0 =molestando:0 =molesten:3
=mom:1 =monday:-2 =money:5 =month:5 =more:1 =morning:0 =mother:1 =move:-2 =moved:-3 =much:-5 =mucho:-4 =muchos:-1
=must:2 =muy:-1 =my:-4 =n:1 =nada:-3 =nadie:-1 =name:2 =named:2 =near:-10 =necesario:-4 =necesito:-1 =necessary:4
=need:0 =needed:1 =never:3 =new:-3 =next:0 =nice:0 =night:-1 =ninguna:3 =no:3 =nobody:-1 =nomas:2 =nombre:-4 =noon:0
=normal:-10 =nose:0 =not:1 =nothing:1 =now:3 =nuevo:0 =number:4 =numero:4 =nunca:0 =nurse:-2 =o:-2 =of:5 =off:10
=office:-8 =oil:0 =ointment:0 =ok:4 =old:1 =on:-2 =once:-1 =one:4 =only:1 =oozing:-1 =open:-3 =opt:5 =opted:-1
=opting:3 =option:-8 =or:-4 =order:-2 =other:-2 =otra:-8 =otro:6 =out:3 =own:1 =paciente:1 =package:0 =pain:0 =para:-3
=parar:2 =pare:0 =paren:5 =parking:-1 =paro:6 =passed:2 =patches:0 =patient:7 =pay:0 =pedi:2 =peel:-2 =peeling:-1
=people:1 =peor:-1 =per:0 =period:0 =permiso:3 =permission:4 =pero:5 =person:1 =persona:8 =phone:0 =photo:-8 =pica:-2
=pick:0 =picking:0 =pictures:-6 =pido:0 =piel:0 =pink:-2 =please:-3 =pls:6 =plz:4 =poco:1 =podrian:4 =pongo:2 =por:-3
=possible:3 =precio:-4 =prefer:4 =pregunta:-4 =privacy:2 =problem:-2 =products:-1 =program:0 =puede:0 =pueden:2
=puedo:-8 =pus:-1 =put:5 =que:14 =queda:-6 =question:2 =questions:-5 =quien:-4 =quiere:0 =quiero:0 =quit:-2 =quitar:1
=quitarme:3 =quitenme:2 =quito:-6 =rascarme:-1 =rash:0 =rather:2 =read:-1 =really:-3 =receipt:-1 =receive:0 =recibir:2
=recibo:-1 =recordatorios:2 =records:1 =red:0 =redness:-5 =refund:-1 =remember:4 =remind:0 =reminder:-1 =reminders:8
=remove:-1 =removed:1 =reply:1 =report:0 =request:1 =resend:-1 =resequedad:0 =respirar:-2 =retinol:0 =review:1
=revisen:6 =revoke:4 =rid:3 =right:-2 =robot:-2 =roja:0 =rojez:-2 =rojo:-1 =running:0 =saber:-1 =said:-1 =sale:-4
=salgo:-2 =saliendo:-4 =salir:-6 =same:-9 =saquenme:1 =saturday:0 =saw:-2 =say:-3 =says:0 =scars:-1 =se:-5 =seca:-1
=second:-3 =see:-1 =seen:-2 =seguir:0 =send:1 =sending:1 =senora:-1 =senorita:0 =sent:-7 =serum:-2 =service:9
=servicio:9 =session:0 =she:-7 =should:-1 =shouldnt:0 =shut:4 =si:-5 =sick:-1 =side:-2 =sign:1 =signed:2 =siguen:5
=sin:-1 =since:0 =sirve:0 =sister:-2 =size:-1 =skin:0 =sleep:-4 =smell:-2 =so:-7 =soap:-2 =sol:-1 =solicito:2 =some:0
=somebody:0 =somename:8 =someone:2 =son:6 =soon:0 =sore:0 =sorry:-4 =soy:7 =spam:3 =spanish:-4 =spot:-1 =spots:-1
=spreading:0 =start:-2 =still:3 =stop:25 =stopp:2 =stopped:-4 =stops:0 =stpo:3 =stuff:0 =su:0 =subscription:2
=suficiente:2 =sun:-2 =sunscreen:0 =supposed:2 =sure:-4 =sus:-1 =swelling:-1 =swollen:0 =system:0 =take:0 =taken:5
=talk:1 =tanto:-1 =tarde:-5 =telefono:-2 =tell:-3 =tengo:-6 =termine:0 =text:-1 =texted:6 =texting:6 =texto:0 =textos:6
=texts:6 =than:1 =thank:-4 =thanks:1 =that:-3 =thats:4 =the:-7 =them:1 =then:-1 =there:-3 =theres:0 =these:18 =they:-1
=thing:-2 =think:4 =this:9 =three:0 =throat:0 =thx:7 =tiene:-1 =tienen:7 =tight:0 =time:-6 =times:5 =tips:-4 =tired:2
=to:-4 =today:0 =todo:-1 =told:2 =tomorrow:-6 =tonight:0 =too:-6 =trabajo:-4 =treatment:1 =tried:-2 =trouble:-5
=trying:-2 =tuesday:-2 =turn:6 =twice:-2 =two:-8 =txt:0 =typo:0 =u:-2 =ultima:10 =un:9 =una:0 =under:0 =understand:0
=unsubscribe:13 =up:2 =update:-7 =ur:0 =us:1 =usar:0 =use:-2 =used:1 =using:-1 =uso:-2 =ustedes:4 =va:-5 =vale:-1
=veces:1 =verdad:-1 =vez:1 =viernes:-3 =visit:-1 =vive:0 =voy:-3 =vuelvan:3 =w:4 =wait:-3 =want:3 =wanted:2 =wants:-2
=warning:11 =was:-4 =wash:-2 =water:0 =way:5 =we:8 =week:-3 =weeks:1 =well:0 =what:-2 =whats:-8 =when:-5 =where:2
=which:0 =who:14 =whos:1 =why:2 =wife:-1 =will:1 =wish:1 =with:7 =withdraw:0 =woke:-1 =wont:1 =work:-3 =works:-5
=worse:-7 =would:4 =writing:0 =wrong:7 =y:-1 =ya:6 =years:0 =yes:-1 =yesterday:-1 =yet:-10 =yo:9 =you:2 =your:-10
=youre:7 =youve:3 ?_$:4 ?_?:-7 ?_a:8 ?_by:3 ?_con:5 ?_el:-5 ?_gracias:5 ?_is:4 ?_it:-4 ?_la:-5 ?_los:6 ?_mas:3 ?_me:11
?_mi:5 ?_my:-4 ?_nada:-4 ?_no:4 ?_off:-5 ?_por:-3 ?_si:3 ?_stop:4 ?_that:-10 ?_to:4 ?_un:-5 ?_wrong:-4 ?_ya:-4 ?_your:4
?#1:11 ?$:-24 ?>?:-8 ?>BLOCK:-4 ?>BODY:-4 ?>CONSENT:8 ?>DAY:-7 ?>END:4 ?>FEDUP:7 ?>GONE:-9 ?>LIVES:-4 ?>MORE:9 ?>NOW:-7
?>NUMBER:6 ?>OFF:6 ?>PERSON:5 ?>PLACE:7 ?>PLEASE:-7 ?>REMOVE:10 ?>SEND:7 ?>TAKE:7 ?>TEXT:4 ?>THIRD:-11 ?>THIS:15
?>UNSUB:-3 ?>WHO:-5 ?>WHOM:4 ?~?:-6 ?~BODY:-5 ?~DAY:-7 ?~FEDUP:-5 ?~LIVES:-6 ?~ME:12 ?~MORE:-4 ?~NUMERIC:4 ?~OFF:-3
?~REMOVE:9 ?~STOP:6 ?~TEXT:3 ?~THIS:-8 ?~UNSUB:-11 ?~WRONG:-9 ?~YOU:-4 ?~a:7 ?~agua:-4 ?~ahi:4 ?~an:4 ?~and:-4
?~appointment:3 ?~as:3 ?~baja:6 ?~be:6 ?~bother:-6 ?~by:6 ?~cara:4 ?~charges:4 ?~clinic:3 ?~clinica:-9 ?~con:3 ?~day:-3
?~duda:-3 ?~el:-5 ?~enough:4 ?~escribirme:4 ?~eso:7 ?~este:5 ?~esto:3 ?~facial:7 ?~first:-6 ?~for:-6 ?~getting:3
?~had:6 ?~i:4 ?~in:-3 ?~it:3 ?~just:-4 ?~la:5 ?~las:-5 ?~link:-4 ?~lot:-5 ?~luis:7 ?~make:3 ?~mark:10 ?~me:-4
?~mensajes:5 ?~message:-6 ?~messages:9 ?~mio:11 ?~month:5 ?~nada:-3 ?~necesario:-4 ?~never:8 ?~now:-6 ?~numero:-4
?~of:3 ?~off:-7 ?~otro:7 ?~persona:4 ?~photo:-8 ?~please:-4 ?~pregunta:-4 ?~que:3 ?~quien:-7 ?~redness:-4 ?~reminders:3
?~report:-4 ?~right:5 ?~say:4 ?~see:5 ?~so:-3 ?~sorry:-4 ?~stopped:-4 ?~sus:-4 ?~tarde:-4 ?~texting:3 ?~that:-7 ?~the:4
?~these:8 ?~thing:-4 ?~this:5 ?~trabajo:-4 ?~un:7 ?~una:4 ?~ustedes:4 ?~warning:11 ?~with:-5 ?~work:3 ANNOY:15
ANNOY#2:5 ANNOY#3:8 ANNOY$:14 ANNOY>BODY:-4 ANNOY>TEXT:3 ASKS#3:-4 ASKS#4:-4 ASKS$:-6 ASKS>?:-5 ASKS>ASKS:-12
ASKS>CURE:-4 ASKS>FEDUP:-4 ASKS>GONE:9 ASKS>IF:-5 ASKS>LIVES:6 ASKS>ME:-7 ASKS>MORE:-6 ASKS>NAME:3 ASKS>NEED:-6
ASKS>NOT:7 ASKS>NOW:8 ASKS>OFF:-11 ASKS>PERSON:5 ASKS>PLACE:6 ASKS>REMOVE:10 ASKS>SEND:6 ASKS>TEXT:7 ASKS>THIS:-5
ASKS>UNSUB:-9 ASKS>WHOM:4 ASKS>YOU:8 ASKS~a:5 ASKS~enough:-4 ASKS~es:-5 ASKS~for:4 ASKS~great:-4 ASKS~hago:-5 ASKS~i:-9
ASKS~mark:4 ASKS~my:-5 ASKS~quitarme:3 ASKS~report:5 ASKS~this:-7 ASKS~to:-6 ASKS~too:4 ASKS~use:-4 ASKS~we:5
ASKS~you:-5 BLOCK:7 BLOCK#3:5 BLOCK#4:-4 BLOCK$:7 BLOCK>IF:5 BLOCK>NUMBER:5 BLOCK>THIS:4 BLOCK>YOU:7 BLOCK~you:7
BODY:-29 BODY#2:-3 BODY#3:-11 BODY$:-16 BODY>FEDUP:-3 BODY>NOT:-5 BODY>NOW:6 BODY>OFF:-4 BODY>WHY:-3 BODY~no:-4
BODY~now:6 BOT:7 BOT$:5 CALL:-16 CALL#2:-5 CALL#3:-6 CALL#4:-4 CALL$:-9 CALL>?:-4 CALL>ME:-5 CALL>NOT:6 CALL>NUMBER:-8
CALL>PLEASE:-4 CALL>TEXT:5 CALL~me:-6 CONSENT:16 CONSENT#3:6 CONSENT$:10 CONSENT>CONSENT:6 CONSENT>THIS:4 CONSENT~up:3
CURE:-24 CURE#4:-8 CURE$:-15 CURE>?:-3 CURE>ME:4 CURE>TEXT:5 CURE>THIS:-7 DAY:-16 DAY#2:-7 DAY#4:-7 DAY$:-9 DAY>?:-4
DAY>PLEASE:-4 DEJAR:12 DEJAR#4:4 DEJAR>?:8 DEJAR>SEND:4 END:11 END#2:10 END#3:6 END>DAY:-7 END>PLEASE:4 END>TEXT:10
END>THIS:11 END>VISIT:-7 END~?:-3 END~the:6 END~this:4 FEDUP:6 FEDUP#3:6 FEDUP#4:5 FEDUP>?:-6 FEDUP>ASKS:-3
FEDUP>DAY:-6 FEDUP>FEDUP:5 FEDUP>ME:9 FEDUP>NUMERIC:4 FEDUP>PLEASE:4 FEDUP>TEXT:8 FEDUP>THIS:4 FEDUP>YOU:6 FEDUP~many:3
FEDUP~much:4 FEDUP~sleep:-4 FEDUP~texts:-4 FEDUP~times:5 FEDUP~with:4 GONE:3 GONE#3:-4 GONE>?:8 IF$:-7 IF>ME:4
IF>MORE:4 IF>TEXT:5 KNOW$:-8 KNOW>?:4 KNOW>ASKS:-4 KNOW>ME:-8 KNOW>REMOVE:-5 KNOW>WHOM:5 KNOW>WRONG:3 KNOW~?:7 KNOW~a:3
KNOW~me:-6 LEAVE:10 LEAVE#2:4 LEAVE#3:5 LEAVE#4:3 LEAVE$:15 LEAVE>?:-7 LEAVE>THIS:-10 LEAVE~away:6 LEAVE~it:-3 LIST:4
LIST#2:4 LIST$:7 LIST>?:-5 LIVES:3 LIVES$:-6 LIVES>?:6 LIVES>NOT:8 LIVES>PLEASE:3 LIVES~?:-9 LIVES~no:5 LIVES~to:5
ME#1:-7 ME$:4 ME>ANNOY:5 ME>BLOCK:8 ME>BODY:-6 ME>CALL:-7 ME>CONSENT:9 ME>CURE:-8 ME>DAY:-4 ME>FEDUP:4 ME>GONE:-12
ME>KNOW:-5 ME>LIVES:-4 ME>ME:5 ME>NAME:-5 ME>NOT:11 ME>OFF:7 ME>REMOVE:-5 ME>STOP:-6 ME>TEXT:-8 ME>THIRD:4 ME>UNSUB:4
ME>WHOM:3 ME>WHY:-6 ME>YOU:5 ME~again:6 ME~am:7 ME~atendio:-4 ME~cancel:-3 ME~cita:4 ME~daughter:-3 ME~do:-7 ME~esta:-4
ME~estan:5 ME~face:3 ME~first:-3 ME~gusta:-4 ME~in:-4 ME~last:-9 ME~llego:-4 ME~lost:-3 ME~mind:5 ME~money:5
ME~moved:-4 ME~not:-3 ME~number:7 ME~off:3 ME~on:-4 ME~phone:-4 ME~text:5 ME~think:6 ME~to:-8 ME~unsubscribe:6
ME~want:6 ME~when:-3 ME~will:5 MORE:7 MORE>?:-4 MORE>BODY:-5 MORE>PERSON:8 MORE>PLEASE:8 MORE>THIS:-5 MORE>VISIT:-4
MORE~a:4 MORE~day:5 MORE~texting:-4 NAME$:6 NAME>WRONG:-8 NEED>ASKS:8 NEED>ME:5 NEED>VISIT:-3 NEED~que:8 NOT:16
NOT#1:-14 NOT#3:5 NOT#4:8 NOT$:-5 NOT>?:-4 NOT>ANNOY:6 NOT>BLOCK:-8 NOT>BODY:-9 NOT>CONSENT:5 NOT>CURE:-5 NOT>DAY:-5
NOT>FEDUP:-9 NOT>KNOW:5 NOT>LIVES:9 NOT>ME:16 NOT>MORE:12 NOT>NAME:5 NOT>NEED:7 NOT>NOT:-8 NOT>NUMBER:11 NOT>NUMERIC:-7
NOT>PERSON:13 NOT>PLACE:3 NOT>PLEASE:7 NOT>REMOVE:-4 NOT>SEND:13 NOT>TAKE:-6 NOT>TEXT:19 NOT>THANKS:-6 NOT>THIRD:3
NOT>THIS:6 NOT>UNSUB:-9 NOT>VISIT:4 NOT>WANT:15 NOT>WHO:8 NOT>WHOM:13 NOT>WHY:-5 NOT>WRONG:-11 NOT>YOU:11 NOT~?:-6
NOT~at:-5 NOT~been:5 NOT~de:3 NOT~deseo:-4 NOT~es:6 NOT~esta:3 NOT~firme:7 NOT~get:-5 NOT~her:6 NOT~i:-6
NOT~interested:4 NOT~leo:-4 NOT~like:5 NOT~me:8 NOT~mind:-9 NOT~need:3 NOT~one:5 NOT~quiero:-4 NOT~se:-4 NOT~somename:6
NOT~soy:4 NOT~sure:-4 NOT~text:6 NOT~texts:4 NOT~use:5 NOW:3 NOW#4:5 NOW$:-4 NUMBER:14 NUMBER#3:-4 NUMBER$:6 NUMBER>?:9
NUMBER>NUMBER:-3 NUMBER>OFF:-3 NUMBER>PLACE:-3 NUMBER>PLEASE:-4 NUMBER>TEXT:-6 NUMBER>WRONG:5 NUMBER>YOU:-4 NUMBER~?:-7
NUMBER~equivocado:4 NUMERIC:-4 NUMERIC#2:5 NUMERIC#3:7 NUMERIC$:-6 NUMERIC>ASKS:4 NUMERIC>BODY:-4 NUMERIC>DEJAR:3
NUMERIC>KNOW:-4 NUMERIC>ME:-4 NUMERIC>MORE:4 NUMERIC>STOP:3 NUMERIC>THIS:4 NUMERIC>VISIT:-4 NUMERIC>WANT:6
NUMERIC~casi:-5 NUMERIC~estuvo:10 NUMERIC~it:7 NUMERIC~me:-4 OFF:10 OFF#2:5 OFF$:6 OFF>ASKS:-4 OFF>CURE:-3 OFF>LIST:5
OFF>PLEASE:4 OFF>WANT:-5 OFF~please:4 OFF~the:4 OFF~this:4 PERSON:9 PERSON#3:-3 PERSON#4:10 PERSON$:4 PERSON>?:-5
PERSON>ASKS:7 PERSON>LIVES:7 PERSON>ME:-7 PERSON>NAME:4 PERSON>NUMBER:4 PERSON>TEXT:-7 PERSON>WANT:4 PERSON>WRONG:-4
PERSON>YOU:5 PERSON~here:5 PLACE:8 PLACE$:8 PLACE>ME:-4 PLEASE:4 PLEASE#2:12 PLEASE#3:-5 PLEASE#4:3 PLEASE>CALL:-4
PLEASE>END:5 PLEASE>ME:-5 PLEASE>NOT:8 PLEASE>PERSON:-5 PLEASE>STOP:5 PLEASE>TEXT:-6 PLEASE>THANKS:6 PLEASE>THIS:5
PLEASE~?:9 PLEASE~check:-5 PLEASE~fa:4 PLEASE~not:4 PLEASE~stop:5 REMOVE:18 REMOVE#1:7 REMOVE#2:11 REMOVE#4:3 REMOVE$:9
REMOVE>ASKS:-5 REMOVE>BODY:-5 REMOVE>LIST:6 REMOVE>ME:17 REMOVE>NUMERIC:-7 REMOVE>PLEASE:5 REMOVE>TEXT:-5 REMOVE>THIS:4
REMOVE>VISIT:-6 REMOVE~?:-6 REMOVE~de:9 REMOVE~it:5 REMOVE~la:-4 REMOVE~me:4 REMOVE~mi:4 REMOVE~mis:5 REMOVE~my:3
REMOVE~por:3 REMOVE~the:-5 SEND$:7 SEND>?:-10 SEND>LIST:-5 SEND>ME:3 SEND>NOT:4 SEND>TAKE:4 SEND>WRONG:5 SEND>YOU:-4
SEND~la:-5 SEND~nada:4 SEND~this:-3 STOP:19 STOP#1:8 STOP#2:5 STOP#3:6 STOP$:14 STOP>?:-4 STOP>BODY:4 STOP>CURE:-5
STOP>ME:5 STOP>PLEASE:5 STOP>SEND:3 STOP>STOP:5 STOP>TEXT:4 STOP>THANKS:4 STOP>THIRD:-7 STOP>THIS:8 STOP>VISIT:-7
STOP>YOU:-4 STOP~by:-5 STOP~el:-6 STOP~it:3 STOP~now:4 STOP~ya:4 TAKE#3:-4 TAKE#4:-6 TAKE$:-4 TAKE>?:4 TAKE>ME:7
TAKE>NUMBER:9 TAKE>OFF:3 TAKE>WHO:-5 TAKE>YOU:-3 TAKE~?:6 TAKE~it:-7 TAKE~off:6 TAKE~rid:3 TAKE~texts:6 TAKE~the:-8
TAKE~these:7 TAKE~worse:-5 TAKE~your:-4 TEXT:13 TEXT#4:-7 TEXT$:6 TEXT>?:6 TEXT>ASKS:-6 TEXT>CALL:5 TEXT>DAY:4
TEXT>END:7 TEXT>ME:-3 TEXT>MORE:4 TEXT>NOT:8 TEXT>NUMBER:-4 TEXT>SEND:-8 TEXT>STOP:4 TEXT>TEXT:4 TEXT>THANKS:5
TEXT>WRONG:-7 TEXT~?:-6 TEXT~a:5 TEXT~for:4 TEXT~my:-3 TEXT~no:4 TEXT~please:5 TEXT~thanks:6 THANKS:-14 THANKS#2:-10
THANKS#3:-4 THANKS$:-12 THANKS>FEDUP:7 THANKS>MORE:-4 THANKS>NOT:8 THANKS>PLEASE:-5 THANKS>SEND:-7 THANKS>THIRD:3
THANKS~for:-4 THANKS~on:7 THANKS~pero:5 THANKS~por:-5 THANKS~thanks:-4 THIRD#4:6 THIRD>ASKS:-3 THIRD>GONE:6 THIRD>ME:-5
THIRD>NUMBER:10 THIRD>TEXT:-4 THIRD>YOU:4 THIRD~?:-5 THIRD~mensaje:-4 THIRD~numero:8 THIRD~precio:-4 THIRD~telefono:-5
THIS:-4 THIS#2:-11 THIS#4:4 THIS>?:11 THIS>ASKS:7 THIS>BLOCK:5 THIS>BODY:-8 THIS>BOT:4 THIS>CURE:-5 THIS>DAY:-4
THIS>END:8 THIS>FEDUP:7 THIS>KNOW:-3 THIS>LIVES:4 THIS>MORE:9 THIS>NEED:3 THIS>NOT:-4 THIS>NOW:4 THIS>NUMERIC:-3
THIS>REMOVE:-6 THIS>STOP:3 THIS>TAKE:-7 THIS>THANKS:-5 THIS>THIS:-4 THIS>VISIT:4 THIS>WANT:10 THIS>WHOM:-10
THIS>WRONG:3 THIS>YOU:8 THIS~be:3 THIS~bien:-5 THIS~done:4 THIS~else:-4 THIS~en:4 THIS~es:-4 THIS~is:4 THIS~messages:-4
THIS~not:-4 THIS~off:4 THIS~saliendo:-4 THIS~to:-5 THIS~week:-4 THIS~wrong:5 UNSUB:13 UNSUB#1:11 UNSUB#3:5 UNSUB#4:6
UNSUB$:14 UNSUB>ME:8 UNSUB>OFF:7 UNSUB>THIS:-3 UNSUB~?:-7 UNSUB~de:4 UNSUB~me:6 UNSUB~out:7 VISIT:-21 VISIT#2:-6
VISIT#3:-9 VISIT$:-10 VISIT>ME:4 VISIT>NOT:-4 VISIT>THIS:4 VISIT~for:4 VISIT~me:3 WANT:8 WANT#3:5 WANT>ASKS:-4
WANT>BODY:-3 WANT>CALL:5 WANT>KNOW:4 WANT>ME:-3 WANT>NOT:7 WANT>NUMBER:-5 WANT>REMOVE:7 WANT>SEND:5 WANT>STOP:4
WANT>TEXT:-7 WANT>THANKS:10 WANT>THIS:4 WANT>UNSUB:3 WANT>VISIT:-7 WANT>WANT:-7 WANT>WHY:-5 WANT>YOU:-5 WANT~?:-5
WANT~in:-3 WANT~la:3 WANT~my:3 WANT~off:3 WANT~the:-7 WANT~this:-6 WANT~your:-8 WHO:4 WHO#3:7 WHO$:-4 WHO>?:4
WHO>ASKS:3 WHO>DAY:3 WHO>ME:7 WHO>THIS:-15 WHO>WHOM:11 WHO>YOU:5 WHOM:8 WHOM$:4 WHOM>?:7 WHOM>ASKS:-4 WHOM>GONE:13
WHOM>ME:-9 WHOM>NOT:-4 WHOM>THANKS:-8 WHOM>THIRD:-5 WHOM>THIS:-6 WHOM>YOU:7 WHOM~?:-4 WHOM~es:-6 WHO~?:6 WHY#3:5
WHY>FEDUP:-4 WHY>ME:8 WHY>NUMERIC:5 WHY>THIS:5 WHY>UNSUB:6 WHY>YOU:4 WHY~?:-3 WHY~can:5 WHY~much:-4 WRONG:11 WRONG#2:12
WRONG#3:4 WRONG$:6 WRONG>CURE:-7 WRONG>ME:-6 WRONG>NUMBER:9 WRONG>PERSON:4 WRONG>SEND:-6 WRONG>THIS:-4 WRONG~?:13
WRONG~de:3 WRONG~el:5 WRONG~number:4 YOU:8 YOU#2:3 YOU#3:-4 YOU>BODY:-4 YOU>DEJAR:3 YOU>FEDUP:4 YOU>KNOW:-5 YOU>LIST:5
YOU>ME:-4 YOU>MORE:6 YOU>NOT:8 YOU>STOP:5 YOU>TAKE:3 YOU>TEXT:-4 YOU>THIRD:4 YOU>THIS:-14 YOU>VISIT:-4 YOU>WHOM:4
YOU>WRONG:12 YOU~a:-4 YOU~are:3 YOU~casi:-5 YOU~clinic:4 YOU~estuvo:10 YOU~messages:3 YOU~records:5 YOU~text:-10
YOU~texting:5 YOU~the:7 ^_$:-23 ^_?:13 ^_baja:4 ^_block:4 ^_borren:5 ^_cancel:3 ^_cancelar:8 ^_como:6 ^_cuantas:4
^_de:-3 ^_dejenme:6 ^_did:-4 ^_does:-6 ^_done:-5 ^_dont:4 ^_enough:8 ^_error:-3 ^_es:3 ^_estan:4 ^_este:-6 ^_for:6
^_give:4 ^_got:-3 ^_help:-4 ^_if:5 ^_ill:-5 ^_is:-6 ^_it:-5 ^_its:-6 ^_la:-7 ^_last:7 ^_leave:4 ^_les:-3 ^_los:6 ^_me:6
^_mi:-6 ^_more:-4 ^_no:-5 ^_nothing:-6 ^_ok:6 ^_please:-7 ^_pls:6 ^_podrian:4 ^_pueden:3 ^_que:5 ^_revisen:6
^_somename:3 ^_sorry:-9 ^_soy:7 ^_stop:14 ^_take:-4 ^_text:-4 ^_thank:-3 ^_thanks:-6 ^_that:5 ^_thats:3 ^_the:-7
^_these:4 ^_this:6 ^_trying:-4 ^_ultima:10 ^_unsubscribe:5 ^_update:-5 ^_what:4 ^_whats:-8 ^_wrong:10 ^_yo:6 ^_youre:4
^_youve:3 ^ANNOY:6 ^ASKS:-13 ^BLOCK:12 ^BODY:-3 ^BOT:4 ^CALL:-5 ^DEJAR:6 ^END:6 ^LEAVE:8 ^LIST:-7 ^LIVES:-3 ^MORE:-7
^NOT:-12 ^NUMERIC:-5 ^REMOVE:13 ^STOP:12 ^TEXT:-14 ^THANKS:-11 ^UNSUB:12 ^WHOM:3 ^WHY:5 ^WRONG:6 a_?:13 a_lot:-5
a_otro:10 a_person:-4 a_somename:-3 a_way:3 about_the:3 about~?:3 address_$:4 add~ME:-5 again_$:-5 again~?:6 agua_$:-3
ahi_$:5 all_$:-3 all~DAY:3 already_$:9 alta~?:-4 an_appointment:4 and~ME:3 antes_$:-3 anymore_$:5 anything_$:-4
any~?:-4 an~VISIT:4 appointment~?:-3 aqui_$:8 aqui_no:4 aqui~?:-6 aqui~NOT:4 are_?:-3 are~TEXT:5 as~?:3 at_work:4
at~?:-4 at~LIVES:4 ayer_$:-6 a~BLOCK:3 a~BODY:8 a~WHOM:-3 bad_$:-7 be_?:-5 be_the:4 been_to:4 been~?:4 before_$:-7
being_?:9 belongs_to:5 belongs~?:5 bien_$:-5 blocked_$:3 borren_mi:3 borren~ME:6 but~THIS:-3 call_$:6 call_me:-5
call~ME:-5 can_i:-3 can_use:-4 can_we:5 cancel_the:4 cancelar~?:5 cancelen~THIS:4 can~?:-4 can~CURE:-5 cara_$:4
changed_my:5 changed~ME:3 checking_$:-4 check~?:4 clinic_$:6 clinica_$:-5 coming~?:6 como_?:-6 consent_$:3 con~?:-5
con~THIS:3 cream_$:-6 crema_$:-8 cual~?:-5 cuantas_veces:4 cuantas~NUMERIC:4 datos_$:5 day_$:-4 de_baja:6 de_mensajes:4
dejenme~?:6 del~DAY:-4 de~?:5 de~LIVES:-8 de~SEND:4 de~TEXT:4 de~YOU:4 did_i:-5 did~ME:-5 do_$:-4 do_i:3 do_not:6
does~?:-5 done~?:7 dont_like:6 dont_need:4 dont~?:-4 dont~NEED:4 dont~WANT:5 do~ME:3 do~NOT:6 earlier_$:-3
el_mensaje:-4 el_numero:8 el_precio:-4 el_telefono:-5 else_$:-3 el~NUMBER:7 el~TEXT:-4 el~VISIT:-4 en_la:4 end_this:4
end~?:-4 end~THIS:7 enough_$:10 enough_sleep:-4 equivocado_$:-7 erase~ME:5 error~?:-6 es_$:5 es_mio:11 es_necesario:-4
es_su:-5 escriban_$:4 escribirme_$:5 estan_?:5 estan~?:5 esta~?:-6 este_es:-7 es~?:7 es~FEDUP:5 es~NEED:-4 es~YOU:-5
every_day:5 every~DAY:5 fa_$:4 face_$:4 falta~?:-4 fee_$:-4 file_$:-4 for_my:-4 for_somename:4 for_the:4 for_these:4
for~ME:-4 for~TEXT:-7 for~THIS:9 for~WHOM:4 get_rid:3 get_texts:4 get_the:-4 getting_these:4 getting~TEXT:5
getting~THIS:4 get~?:-5 get~ME:-5 get~OFF:4 get~TEXT:4 give_it:4 give~THIS:4 go_away:6 good_$:-7 good_on:7 good~?:7
got_it:-5 gracias_pero:5 gracias_por:-5 gracias~?:4 gracias~PLEASE:-5 hace~?:4 had_a:7 had_this:-6 hago_para:-5
hago~STOP:-5 have_?:4 have_a:-8 have_never:6 have_no:-3 have~THIS:5 help_me:-3 her_$:7 here_$:-4 here~?:10 he~?:4
how_can:5 how_do:-4 how_much:-4 how~FEDUP:-4 i_$:-7 i_am:7 i_cancel:-3 i_do:-7 i_lost:-3 i_moved:-4 i_never:-3
i_think:6 i_want:6 i_will:5 ill_stop:-5 ill~STOP:-5 im_?:3 im_not:-4 im~?:4 im~NOT:-4 in_my:6 in_the:-4 in_your:-4
interested_in:-3 in~?:-4 in~ME:6 in~YOU:-4 is_?:4 is_a:5 is_enough:-4 is_mark:4 is_not:-8 is_somename:-4 is_this:-8
is~NOT:-8 is~THIS:-7 is~WHOM:-4 it_?:-8 it_to:-5 it_wrong:5 its_not:-5 its~?:-3 its~NOT:-5 it~?:-7 it~BODY:-5
it~THANKS:-3 it~WRONG:5 i~ASKS:5 i~CONSENT:4 i~DAY:7 i~END:-3 i~MORE:4 i~NOT:-7 i~NUMERIC:5 i~REMOVE:-9 i~THANKS:6
i~UNSUB:4 keep_texting:-4 keep~TEXT:-4 know_$:-5 know~ASKS:-3 la_?:-6 la_cara:4 la_clinica:-9 last_month:6 last~?:-4
last~DAY:6 las~?:-5 la~?:-8 la~PERSON:4 la~PLACE:-9 leave_it:-3 leave~ME:4 leave~THIS:-3 les~?:-3 like_these:-4
like_this:-8 like_to:-4 like~THIS:-10 list_$:6 list~?:-5 llego_el:-4 llego~THIRD:-4 lol_$:-3 longer~NEED:4 los_?:-3
los~BODY:-4 love~?:-4 lo~?:5 mal_el:5 mal~THIRD:5 many_texts:-4 many_times:5 many~NUMERIC:6 many~TEXT:-5 mark_$:8
me_$:6 me_again:6 me_atendio:-4 me_esta:-4 me_estan:5 me_gusta:-4 me_in:-4 me_llego:-4 me_off:3 me_to:-8 me_when:-3
mensaje_$:4 mensajes_$:7 mensajes_no:4 mensajes~NOT:4 message_$:-8 messages~?:4 me~BODY:-6 me~CALL:-4 me~FEDUP:4
me~MORE:9 me~OFF:5 me~THIRD:5 me~THIS:-5 me~UNSUB:-3 me~WANT:-5 me~WRONG:4 mi_?:-6 mi_cita:4 mind_about:5 mind~?:-4
mi~?:-5 mi~THIRD:-4 mi~VISIT:3 more_$:6 more_?:-6 more~?:-4 more~PLEASE:4 much~?:4 my_daughter:-3 my_face:3 my_first:-3
my_last:-9 my_mind:5 my_number:7 my_phone:-4 my~CONSENT:4 my~NUMERIC:-6 my~VISIT:-5 nada~?:5 name_$:6 necesito_que:8
necesito~ASKS:8 need_to:-4 no_$:8 no_?:-4 no_deseo:-4 no_es:6 no_esta:3 no_firme:7 no_i:-6 no_leo:-4 no_one:5
no_quiero:-4 no_se:-4 no_soy:4 no_texts:4 normal_$:-5 not_at:-5 not_have:-3 not_her:3 not_interested:4 not_me:4
not_somename:4 not_sure:-4 nothing~?:-4 nothing~MORE:8 not~?:-15 not~FEDUP:-6 not~ME:6 not~THIRD:3 not~WANT:5
not~WHOM:4 no~?:5 no~ME:-7 no~MORE:6 no~SEND:4 no~TEXT:8 no~WANT:-6 number_$:3 number_for:-5 number_is:-4 numero_?:-4
numero_equivocado:4 numero~WRONG:4 nunca_me:3 nunca~ME:3 of_?:-4 off_$:5 off_the:4 off_this:4 office_$:-5 off~THIS:4
of~?:-3 of~BODY:-4 of~THIS:5 of~YOU:5 ok_$:-5 on_the:4 one_$:3 one_?:-4 on~ME:-4 option~?:-8 otro_$:10 out~?:3
out~WANT:-6 paren_$:4 permiso_$:3 persona_$:3 phone_$:4 phone~?:-5 please_?:3 please_check:-5 please_not:4
please_remove:-4 please_stop:5 please~?:3 please~END:5 please~NOT:7 please~PERSON:-5 please~STOP:6 por_fa:4 por~?:4
pregunta_$:-4 pueden_?:-4 pueden~?:-4 pueden~REMOVE:5 puedo_?:-3 put_my:4 put~ME:6 que_?:4 que_hago:-5 que_se:4
que~KNOW:4 que~STOP:4 quien~?:-5 quiero_?:-5 quiero_que:-5 quiero~?:-6 quiero~ASKS:-5 redness_$:-5 reminders_$:5
remove_me:5 remove~?:-5 remove~ME:3 report_you:4 report~YOU:4 rid_of:3 rid~?:3 right_$:-3 right_number:3 right~NUMBER:3
said~THANKS:-4 salir_$:-6 say~?:-6 se_?:6 se_me:-6 see_you:-6 see~YOU:-6 sending_me:4 sending~ME:4 send~THIS:5
service_$:9 se~ME:-6 se~WRONG:3 si_$:-7 somename_$:4 somename_?:-4 somename_es:-6 somename~GONE:12 somename~THIS:-4
somename~YOU:3 sorry_$:5 sorry_wrong:-4 sorry~?:-5 sorry~WRONG:-4 soy_?:-3 soy_somename:-4 soy~?:5 soy~THIRD:6
soy~WHOM:-4 so~FEDUP:-4 spam_$:5 stop_$:6 stop_?:5 stop_by:-5 stop_now:4 stop~NOW:4 stop~THANKS:4 stop~THIS:5 take_me:4
taken_off:5 taken~OFF:5 take~ME:6 tarde_$:-5 telefono_$:-4 text_$:-4 text_?:-4 text_me:3 texted_$:3 texting_a:3
texting~?:5 textos_$:5 texts_$:5 texts~?:-4 texts~THANKS:4 text~?:4 text~ME:4 thanks_$:6 thanks_for:-4 thank~YOU:-4
that~PERSON:-4 the_last:4 the_link:-4 the_message:-7 the_messages:8 the_number:4 the_right:9 the_text:-3 the_wrong:6
these_$:12 these_?:4 these_messages:-4 these~ASKS:3 these~TEXT:-4 the~BODY:-4 the~CURE:-7 the~END:-5 the~PLACE:3
the~VISIT:-7 the~WRONG:6 think~YOU:5 this_week:-4 this~?:6 this~BODY:-5 this~NUMBER:3 thx_$:5 time_$:-5 to_?:-12
to_be:6 to_call:-3 to_end:3 to_make:3 to_stop:-3 to_text:4 todo_bien:-3 todo~THANKS:-3 told_me:-4 told~ME:-6
tomorrow_$:-4 too_$:-6 too_many:3 too_much:4 too~FEDUP:4 to~BLOCK:-4 to~BODY:5 to~CALL:-3 to~END:6 to~LEAVE:-6
to~REMOVE:-4 to~STOP:-4 to~TEXT:4 to~UNSUB:5 trouble~?:-5 turn~THIS:3 ultima_vez:4 ultima~?:10 un_?:9 unsubscribe_$:9
up_my:4 update~ME:-5 va~?:-5 vez_$:-3 viernes_$:-3 voy_a:3 w_the:3 want_my:3 want~OFF:4 way_too:4 way~FEDUP:4 what_do:4
what~?:9 when_to:-6 when~?:-6 who~?:11 will_report:5 will~BLOCK:5 with_this:5 with_you:6 with~YOU:6 work_$:-5
worse_$:-7 would~WANT:7 wrong_?:8 wrong_number:4 wrong~CURE:-7 wrong~NUMBER:6 w~?:3 ya_casi:-5 ya_estuvo:10 ya~?:7
yet_$:-8 you_$:-5 you_a:-4 you_are:3 you_the:6 your_clinic:4 your_messages:3 your_records:5 your_text:-7 your_texts:-4
your~LIST:5 your~TEXT:-9 you~NOT:4 you~NUMERIC:-4 you~TEXT:-5 yo~?:4
"""
_PARTED = methodcaller("rpartition", ":")
#: By mark: how much it speaks for a wish to stop (above 0), or against it.
WEIGHTS = {mark.replace("_", " "): int(weight) for mark, _, weight in map(_PARTED, _LINES.split())}
