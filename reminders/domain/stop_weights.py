"""Written by `python -m tests.domain.stop_training`; `stop_reader` says what each mark stands for."""

from operator import methodcaller

BIAS = -8
_LINES = """
#0:-11 #2:-7 #5:4 #6:4 5_$:-5 =2:-2 =5:-5 =a:5 =able:0 =about:0 =abrir:0 =accident:3 =acido:0 =acuerdo:-5 =add:-6
=address:2 =after:-3 =afternoon:0 =again:-3 =agradeceria:-1 =agradezco:-5 =agreed:1 =agua:-5 =ahi:7 =ahora:0 =aint:5
=al:-2 =all:1 =alone:1 =already:13 =alta:-5 =alto:-2 =am:8 =amable:0 =amables:-2 =ampollas:0 =an:3 =and:13 =annoying:-4
=another:-2 =answer:-5 =antes:-4 =any:1 =anymore:3 =anything:-1 =appointment:0 =appreciate:-5 =apunte:3 =aqui:4
=arde:-3 =are:0 =as:4 =ask:4 =asked:2 =asking:1 =at:-5 =atendio:-5 =authorized:0 =avoid:-1 =away:-3 =ayer:-7 =back:-2
=bad:-14 =baja:9 =bajo:0 =balm:0 =basta:2 =be:16 =been:7 =before:-8 =being:12 =belongs:6 =best:-2 =better:-1 =bien:-5
=bill:-1 =bit:-1 =bleeding:0 =blisters:0 =block:5 =blocked:7 =bloqueador:-1 =blowing:0 =book:-3 =borrar:5 =borre:-1
=borren:9 =borrenme:2 =bother:-6 =bothering:0 =breath:-3 =breathe:-4 =broke:0 =bruh:1 =bueno:-3 =bugging:0 =bumps:-2
=burning:0 =bus:-8 =business:4 =busquen:0 =but:0 =buy:-1 =by:1 =bye:2 =call:3 =called:-3 =calls:0 =cambiar:-2
=cambie:-2 =cambio:3 =came:-3 =can:-3 =cancel:-1 =cancelar:7 =cancelen:4 =cant:1 =cara:5 =card:-2 =care:-7 =casa:-3
=casi:-5 =cease:0 =cell:0 =celular:2 =change:-2 =changed:-3 =charge:-3 =charges:5 =che:1 =check:-3 =checking:-4
=cheek:0 =chest:0 =chin:0 =cita:3 =cleanser:0 =clear:0 =clinic:7 =clinica:-5 =cold:0 =color:-2 =come:-3 =comezon:0
=coming:4 =como:0 =compre:9 =con:5 =conozco:7 =consent:3 =contact:5 =contacted:3 =contacten:0 =contacting:0 =correo:-2
=costra:0 =costras:-1 =could:0 =cream:-7 =crema:-10 =creo:-2 =cual:2 =cuando:-1 =cuantas:5 =cuanto:-1 =cuesta:-2
=cut:-5 =dad:1 =dar:3 =dark:-1 =darme:1 =date:-1 =datos:2 =daughter:-3 =daughters:-1 =day:-4 =de:6 =debo:0 =decided:0
=dejar:1 =deje:0 =dejen:3 =dejenme:10 =dejo:0 =del:1 =delete:2 =deleted:-2 =demasiado:3 =den:1 =desde:2 =deseo:-1
=desk:0 =dia:0 =dias:-1 =did:-1 =didnt:-8 =died:0 =dieron:5 =digo:12 =dije:-1 =direccion:-2 =directions:0 =disable:4
=discontinue:2 =disturb:0 =do:5 =doctor:-2 =doctora:0 =does:-16 =doesnt:1 =dolor:-1 =donde:-2 =done:-1 =dont:6 =dos:-5
=down:2 =dr:0 =drinking:-1 =drop:5 =dry:0 =duda:-5 =duele:-2 =earlier:-5 =early:-2 =el:-8 =eliminar:3 =eliminen:4
=ella:7 =else:-4 =email:0 =emailed:1 =en:2 =end:9 =ended:2 =enlace:0 =enough:15 =envien:1 =equivocado:-4
=equivocaron:-2 =equivoco:2 =equivoque:-2 =era:-2 =erase:6 =error:-2 =es:2 =esa:1 =escriban:4 =escribiendo:4
=escribir:2 =escribirme:7 =ese:2 =eso:10 =esposo:0 =esta:-12 =estan:11 =estar:0 =este:-1 =esto:6 =estos:-2 =estoy:-3
=estuvo:12 =evening:0 =ever:1 =every:6 =everything:0 =ex:1 =exit:3 =eyes:0 =fa:4 =face:4 =facial:8 =fallecio:2 =falta:3
=favor:-1 =fee:-5 =feel:-1 =feeling:0 =feels:0 =fever:0 =fiebre:-1 =file:-4 =film:0 =final:1 =fine:-2 =finished:-7
=firme:9 =first:-11 =five:0 =flaking:-1 =for:2 =forehead:0 =forget:-1 =foto:-1 =friday:-1 =friend:2 =from:1 =front:2
=fue:0 =further:8 =gave:0 =gel:0 =get:-5 =getting:8 =give:11 =go:-2 =going:-6 =gone:1 =good:-1 =got:-3 =gracias:1
=granitos:-4 =great:-5 =gusta:-4 =guys:0 =gym:0 =habla:0 =hace:6 =hacer:0 =had:5 =hago:-7 =haha:-3 =hard:1 =has:-2
=hasta:3 =have:2 =havent:-1 =hay:1 =he:7 =healed:1 =hear:3 =hecho:-1 =hell:1 =hello:2 =help:-7 =helpful:0 =her:6
=here:3 =hermana:-1 =hey:-2 =hi:-5 =hija:-1 =his:-1 =home:1 =hope:-13 =hora:-1 =hot:0 =hour:0 =hours:0 =house:8 =how:-4
=hoy:0 =hurts:-2 =husband:-1 =i:-11 =ice:-2 =id:0 =idea:1 =idk:-3 =if:5 =ill:-4 =im:0 =in:3 =infected:-1 =info:5
=informacion:-2 =information:-1 =ins:4 =inscribi:2 =instead:-1 =insurance:-2 =interesa:0 =interested:4 =ir:-1 =is:-7
=isnt:3 =it:-8 =itch:-4 =itching:-1 =itchy:0 =its:-11 =ive:3 =jabon:-3 =jueves:0 =junk:9 =just:1 =keep:-7 =keeps:0
=kid:4 =kids:5 =kind:-3 =kindly:1 =know:-6 =la:-15 =lady:0 =las:-6 =last:7 =late:0 =later:0 =lawyer:0 =le:-3 =leave:5
=lee:0 =left:-1 =lenses:0 =leo:-5 =les:-3 =let:4 =lets:-1 =life:8 =like:-9 =link:-4 =lip:0 =lips:0 =list:2 =lista:3
=little:-1 =live:4 =llamarme:-2 =llamenme:-2 =llego:-6 =lleguen:0 =lo:-5 =lol:-7 =long:-2 =longer:0 =look:-8 =looking:2
=looks:-1 =los:10 =lose:-2 =lost:0 =lot:-6 =love:-8 =luis:8 =lumps:0 =lunes:0 =make:-1 =makeup:-4 =mal:6 =mama:0
=manana:-3 =manchas:0 =mandan:0 =mandando:-1 =mandar:-1 =mandarme:0 =mandaron:3 =mande:-5 =manden:3 =mandenme:-3
=mandes:0 =mando:0 =many:0 =maquillaje:-1 =mark:14 =martes:0 =mas:4 =mask:-3 =may:0 =maybe:-2 =me:4 =mean:1 =meant:0
=mejor:-1 =mensaje:-10 =mensajes:7 =message:-11 =messages:10 =messaging:6 =mi:-9 =mind:-5 =mio:3 =mis:2 =missed:-3
=mistake:0 =moisturizer:0 =molesta:0 =molestando:0 =molesten:4 =mom:1 =monday:-2 =money:6 =month:5 =more:2 =morning:0
=mother:1 =move:-2 =moved:-3 =much:-6 =muchas:-1 =mucho:-6 =muchos:-1 =must:2 =muy:-1 =my:-5 =n:1 =nada:-3 =nadie:0
=name:2 =named:2 =near:-10 =necesario:-5 =necesito:-2 =necessary:4 =need:0 =needed:1 =never:3 =new:-2 =next:0 =nice:-3
=night:-2 =ninguna:3 =no:3 =nobody:0 =nomas:2 =nombre:-4 =noon:0 =normal:-10 =nose:0 =not:0 =nothing:1 =now:3 =nuevo:2
=number:4 =numero:4 =nunca:0 =nurse:-2 =o:-3 =of:4 =off:12 =office:-12 =oil:0 =ointment:0 =ok:5 =old:1 =on:-2 =once:0
=one:4 =online:-1 =only:1 =oozing:-2 =open:-3 =opt:6 =opted:0 =opting:3 =option:-9 =or:-5 =order:-3 =other:-2 =otra:-10
=otro:4 =out:4 =own:1 =paciente:1 =package:0 =pain:0 =para:-3 =parar:2 =pare:0 =paren:7 =parking:-1 =paro:8 =passed:3
=patches:0 =patient:8 =pay:-1 =pedi:3 =peel:-2 =peeling:-1 =people:1 =peor:-2 =per:0 =period:0 =permiso:4 =permission:5
=pero:6 =person:0 =persona:10 =phone:0 =photo:-10 =pica:-2 =pick:0 =picking:0 =pictures:-7 =pido:1 =piel:0 =pink:-2
=please:-3 =pls:8 =plz:4 =poco:2 =podrian:3 =pongo:3 =por:-4 =possible:3 =precio:-4 =prefer:6 =pregunta:-5 =privacy:3
=problem:-1 =products:-1 =program:0 =pude:0 =puede:0 =pueden:3 =puedo:-9 =pus:-1 =put:5 =que:14 =queda:-7 =question:2
=questions:-5 =quien:-4 =quiere:0 =quiero:1 =quit:-2 =quitar:-4 =quitarme:3 =quitenme:3 =quito:-7 =rascarme:-1 =rash:0
=rather:2 =read:-2 =really:-4 =receipt:-1 =receive:0 =recibir:2 =recibo:-3 =recordatorios:2 =records:1 =red:0
=redness:-6 =refund:-1 =remember:4 =remind:0 =reminder:0 =reminders:8 =remove:0 =removed:1 =reply:0 =report:-1
=request:1 =resend:-1 =resequedad:0 =respirar:-2 =retinol:0 =review:1 =revisen:8 =revoke:5 =rid:4 =right:-2 =robot:-2
=roja:0 =rojez:-2 =rojo:-2 =running:0 =saber:-1 =said:0 =sale:-4 =salgo:-2 =saliendo:-4 =salir:-7 =same:-12 =saquenme:1
=saturday:-1 =saw:-2 =say:-4 =says:0 =scars:-1 =se:-5 =seca:-2 =second:-3 =see:-2 =seen:-3 =seguir:0 =send:2 =sending:1
=senora:-1 =senorita:0 =sent:-8 =serum:-2 =service:11 =servicio:10 =session:0 =she:-8 =should:-1 =shouldnt:0 =shut:4
=si:-6 =sick:-1 =side:-2 =sign:2 =signed:2 =siguen:6 =sin:-1 =since:0 =sirve:0 =sister:-1 =size:-2 =skin:0 =sleep:-5
=smell:-2 =so:-8 =soap:-2 =sol:-1 =solicito:2 =some:0 =somebody:1 =somename:9 =someone:3 =son:6 =soon:0 =sore:0
=sorry:-5 =soy:8 =spam:2 =spanish:-3 =speak:-4 =spot:-1 =spots:-1 =spreading:0 =start:-2 =still:4 =stinging:-3 =stop:25
=stopp:2 =stopped:-4 =stops:0 =stpo:3 =stuff:0 =su:1 =subscription:2 =suficiente:2 =sun:-2 =sunscreen:0 =supposed:2
=sure:-5 =sus:-3 =swelling:-2 =swollen:0 =system:0 =take:-1 =taken:5 =talk:1 =tan:0 =tanto:-2 =tarde:-6 =telefono:-2
=tell:-3 =tengo:-9 =termine:0 =text:-2 =texted:7 =texting:7 =texto:0 =textos:7 =texts:7 =than:2 =thank:-4 =thanks:3
=that:-4 =thats:6 =the:-8 =them:1 =then:0 =there:-3 =theres:0 =these:19 =they:-1 =thing:-3 =think:4 =thinks:0 =this:10
=three:0 =throat:0 =thx:8 =tiene:-1 =tienen:8 =tight:-1 =time:-7 =times:6 =tips:-4 =tired:3 =to:-4 =today:0 =todo:-1
=told:2 =tomorrow:-6 =tonight:0 =too:-5 =trabajo:-4 =treatment:1 =tried:-2 =trouble:-5 =trying:-2 =tuesday:-2 =turn:6
=twice:-3 =two:-10 =txt:0 =typo:0 =u:-2 =ultima:12 =un:10 =una:-1 =under:0 =understand:0 =unsubscribe:14 =until:0 =up:2
=update:-7 =ur:0 =us:1 =usar:0 =use:-2 =used:0 =using:-1 =uso:-2 =ustedes:5 =va:-5 =vale:-1 =van:-5 =veces:3 =verdad:-1
=vez:1 =viernes:-4 =visit:-2 =vive:0 =voy:-4 =vuelvan:3 =w:5 =wait:-4 =want:4 =wanted:3 =wants:-2 =warning:13 =was:-4
=wash:-3 =water:0 =way:6 =we:7 =week:-3 =weeks:2 =well:0 =what:0 =whats:-9 =when:-6 =where:0 =which:0 =who:16 =whos:1
=why:3 =wife:0 =will:2 =wish:1 =with:6 =withdraw:0 =woke:-1 =wont:1 =work:-4 =works:-5 =worse:-8 =would:4 =writing:0
=wrong:7 =y:-2 =ya:6 =years:0 =yes:-1 =yesterday:0 =yet:-12 =yo:9 =you:2 =your:-11 =youre:8 =youve:4 ?:-4 ?_?:-8 ?_a:8
?_by:4 ?_con:6 ?_el:-5 ?_este:-6 ?_gracias:5 ?_is:6 ?_it:-4 ?_la:-5 ?_los:4 ?_mas:4 ?_me:12 ?_mi:5 ?_nada:-4 ?_no:5
?_off:-6 ?_stop:4 ?_that:-11 ?_these:4 ?_to:7 ?_un:-6 ?_wrong:-4 ?_ya:-5 ?_your:5 ?#1:13 ?$:-25 ?>?:-9 ?>BLOCK:-6
?>BODY:-4 ?>CONSENT:9 ?>DAY:-7 ?>END:5 ?>FEDUP:6 ?>GONE:-11 ?>LIVES:-4 ?>MORE:12 ?>NEED:-4 ?>NOW:-8 ?>NUMBER:6 ?>OFF:6
?>PERSON:5 ?>PLACE:10 ?>PLEASE:-10 ?>REMOVE:8 ?>SEND:7 ?>TAKE:7 ?>TEXT:5 ?>THANKS:-4 ?>THIRD:-12 ?>THIS:13 ?>UNSUB:-5
?>WHO:-5 ?>WHOM:4 ?>WRONG:4 ?~?:-6 ?~BODY:-6 ?~DAY:-8 ?~FEDUP:-9 ?~LIVES:-7 ?~ME:14 ?~MORE:-5 ?~NUMERIC:4 ?~OFF:-6
?~REMOVE:11 ?~STOP:6 ?~THIS:-11 ?~UNSUB:-12 ?~WRONG:-10 ?~YOU:-5 ?~a:4 ?~agua:-5 ?~ahi:5 ?~an:5 ?~and:-4
?~appointment:4 ?~as:4 ?~baja:8 ?~be:6 ?~bother:-6 ?~by:6 ?~cara:5 ?~charges:5 ?~clinica:-10 ?~con:4 ?~duda:-5 ?~el:-5
?~enough:4 ?~escribirme:6 ?~eso:10 ?~este:4 ?~esto:5 ?~facial:8 ?~first:-7 ?~for:-7 ?~getting:4 ?~had:7 ?~i:5 ?~in:-4
?~is:4 ?~it:5 ?~just:-5 ?~kid:4 ?~la:5 ?~las:-6 ?~link:-4 ?~look:-5 ?~los:-5 ?~lot:-6 ?~luis:8 ?~mark:11 ?~me:-5
?~mensajes:5 ?~message:-7 ?~messages:9 ?~mi:-5 ?~mio:13 ?~month:5 ?~nada:-4 ?~necesario:-5 ?~never:9 ?~now:-7
?~numero:-4 ?~of:4 ?~off:-8 ?~otro:5 ?~person:-4 ?~persona:5 ?~photo:-10 ?~please:-4 ?~pregunta:-5 ?~que:4 ?~quien:-8
?~redness:-5 ?~reminders:4 ?~report:-5 ?~right:6 ?~say:4 ?~see:6 ?~so:-4 ?~sorry:-5 ?~stopped:-4 ?~sus:-4 ?~tarde:-5
?~texting:4 ?~that:-7 ?~the:4 ?~these:11 ?~thing:-5 ?~this:7 ?~trabajo:-4 ?~un:8 ?~una:4 ?~ustedes:5 ?~warning:13
?~with:-7 ANNOY:17 ANNOY#2:6 ANNOY#3:9 ANNOY$:16 ANNOY>BODY:-5 ASKS#2:-4 ASKS#3:-6 ASKS#4:-5 ASKS$:-8 ASKS>?:-6
ASKS>ASKS:-11 ASKS>BODY:-4 ASKS>CURE:-4 ASKS>FEDUP:-5 ASKS>GONE:11 ASKS>IF:-5 ASKS>LIVES:7 ASKS>ME:-7 ASKS>MORE:-8
ASKS>NAME:4 ASKS>NEED:-7 ASKS>NOT:7 ASKS>NOW:9 ASKS>OFF:-13 ASKS>PERSON:6 ASKS>PLACE:4 ASKS>REMOVE:12 ASKS>SEND:5
ASKS>TEXT:6 ASKS>THIS:-6 ASKS>UNSUB:-11 ASKS>WHOM:5 ASKS>YOU:10 ASKS~a:6 ASKS~enough:-4 ASKS~es:-6 ASKS~for:5
ASKS~great:-4 ASKS~hago:-6 ASKS~i:-9 ASKS~mark:4 ASKS~my:-7 ASKS~quitar:4 ASKS~report:5 ASKS~se:4 ASKS~these:-5
ASKS~this:-8 ASKS~to:-7 ASKS~too:4 ASKS~use:-5 ASKS~we:6 ASKS~you:-5 BLOCK:8 BLOCK#3:6 BLOCK#4:-4 BLOCK$:8 BLOCK>IF:6
BLOCK>NUMBER:6 BLOCK>THIS:5 BLOCK>YOU:8 BLOCK~you:8 BODY:-31 BODY#3:-14 BODY$:-15 BODY>FEDUP:-4 BODY>ME:4 BODY>NOT:-6
BODY>NOW:7 BODY>OFF:-5 BODY~no:-4 BODY~now:7 BOT:8 BOT$:6 CALL:-17 CALL#2:-6 CALL#3:-8 CALL$:-9 CALL>?:-4 CALL>ME:-5
CALL>NOT:6 CALL>NUMBER:-8 CALL>PLEASE:-4 CALL>TEXT:6 CALL~me:-7 CONSENT:17 CONSENT#3:7 CONSENT$:11 CONSENT>CONSENT:7
CONSENT>THIS:4 CURE:-25 CURE#4:-8 CURE$:-16 CURE>?:-4 CURE>ME:5 CURE>TEXT:6 CURE>THIS:-8 CURE~on:-4 DAY:-17 DAY#2:-8
DAY#4:-7 DAY$:-10 DAY>?:-5 DAY>PLEASE:-4 DEJAR:14 DEJAR>?:9 DEJAR>SEND:5 END:11 END#2:10 END#3:7 END>DAY:-8
END>PLEASE:5 END>TEXT:11 END>THIS:12 END>VISIT:-9 END~the:7 END~this:4 FEDUP:5 FEDUP#3:8 FEDUP#4:7 FEDUP>?:-7
FEDUP>DAY:-7 FEDUP>FEDUP:4 FEDUP>ME:11 FEDUP>NUMERIC:6 FEDUP>TEXT:10 FEDUP>THIS:6 FEDUP>YOU:6 FEDUP~many:4 FEDUP~much:6
FEDUP~sleep:-4 FEDUP~texts:-4 FEDUP~times:6 FEDUP~with:4 GONE:4 GONE#3:-4 GONE>?:9 GONE>NUMBER:-4 IF$:-8 IF>ME:4
IF>MORE:5 IF>TEXT:6 KNOW$:-9 KNOW>?:5 KNOW>ASKS:-4 KNOW>ME:-8 KNOW>REMOVE:-6 KNOW>WHOM:6 KNOW~?:8 KNOW~me:-5 LEAVE:11
LEAVE#2:4 LEAVE#3:6 LEAVE$:17 LEAVE>?:-8 LEAVE>THIS:-10 LEAVE~away:6 LEAVE~it:-4 LIST:4 LIST#2:5 LIST$:7 LIST>?:-6
LIVES$:-6 LIVES>?:5 LIVES>NOT:9 LIVES>PLEASE:4 LIVES~?:-13 LIVES~no:5 LIVES~to:6 ME:-4 ME#1:-6 ME$:4 ME>ANNOY:6
ME>BLOCK:8 ME>BODY:-7 ME>CALL:-7 ME>CONSENT:10 ME>CURE:-8 ME>DAY:-4 ME>GONE:-14 ME>KNOW:-5 ME>LIVES:-7 ME>ME:5
ME>NAME:-5 ME>NOT:12 ME>NUMBER:5 ME>OFF:6 ME>REMOVE:-8 ME>STOP:-6 ME>TEXT:-7 ME>THIS:4 ME>UNSUB:5 ME>WHY:-8 ME~again:6
ME~am:8 ME~atendio:-5 ME~cancel:-4 ME~cita:5 ME~do:-8 ME~esta:-4 ME~estan:6 ME~face:4 ME~first:-4 ME~gusta:-4 ME~in:-4
ME~last:-11 ME~like:-4 ME~llego:-4 ME~mind:6 ME~money:6 ME~moved:-4 ME~not:-4 ME~number:7 ME~off:4 ME~on:-4 ME~phone:-6
ME~text:5 ME~think:6 ME~tienen:4 ME~to:-9 ME~unsubscribe:6 ME~want:7 ME~when:-4 ME~will:5 MORE:7 MORE>BODY:-4
MORE>PERSON:9 MORE>PLEASE:11 MORE>THIS:-4 MORE>VISIT:-5 MORE~a:4 MORE~day:6 MORE~texting:-4 MORE~the:-4 NAME$:7
NAME>WRONG:-9 NEED>ASKS:9 NEED>ME:6 NEED~que:9 NOT:17 NOT#1:-17 NOT#3:5 NOT#4:8 NOT$:-5 NOT>?:-5 NOT>ANNOY:7
NOT>BLOCK:-9 NOT>BODY:-10 NOT>CONSENT:5 NOT>CURE:-4 NOT>DAY:-5 NOT>FEDUP:-10 NOT>KNOW:6 NOT>LIVES:11 NOT>ME:18
NOT>MORE:13 NOT>NAME:5 NOT>NEED:8 NOT>NOT:-9 NOT>NUMBER:13 NOT>NUMERIC:-7 NOT>PERSON:16 NOT>PLACE:4 NOT>PLEASE:8
NOT>REMOVE:-4 NOT>SEND:15 NOT>TAKE:-6 NOT>TEXT:22 NOT>THANKS:-6 NOT>THIRD:4 NOT>THIS:8 NOT>UNSUB:-10 NOT>VISIT:4
NOT>WANT:18 NOT>WHO:9 NOT>WHOM:15 NOT>WHY:-6 NOT>WRONG:-13 NOT>YOU:13 NOT~?:-8 NOT~a:-4 NOT~at:-5 NOT~been:5
NOT~call:-4 NOT~de:4 NOT~deseo:-5 NOT~es:7 NOT~esta:4 NOT~firme:9 NOT~get:-5 NOT~her:7 NOT~i:-7 NOT~interested:4
NOT~leo:-5 NOT~like:5 NOT~me:11 NOT~mind:-11 NOT~need:4 NOT~one:6 NOT~quiero:-4 NOT~really:-4 NOT~se:-5 NOT~somename:6
NOT~soy:4 NOT~sure:-5 NOT~text:7 NOT~the:4 NOT~use:6 NOW#4:5 NOW$:-5 NOW>TEXT:-4 NUMBER:13 NUMBER#3:-4 NUMBER$:6
NUMBER>?:11 NUMBER>NUMBER:-4 NUMBER>PLEASE:-8 NUMBER>TEXT:-6 NUMBER>WRONG:6 NUMBER>YOU:-5 NUMBER~?:-7
NUMBER~equivocado:4 NUMBER~por:-5 NUMERIC:-4 NUMERIC#2:6 NUMERIC#3:9 NUMERIC$:-7 NUMERIC>ASKS:4 NUMERIC>BODY:-4
NUMERIC>DEJAR:4 NUMERIC>ME:-5 NUMERIC>MORE:5 NUMERIC>STOP:4 NUMERIC>THIS:6 NUMERIC>WANT:7 NUMERIC~casi:-5
NUMERIC~estuvo:12 NUMERIC~it:8 NUMERIC~me:-4 OFF:9 OFF#2:5 OFF$:7 OFF>ASKS:-6 OFF>LIST:5 OFF>PLEASE:4 OFF>WANT:-5
OFF~please:4 OFF~the:4 OFF~this:6 PERSON:8 PERSON#4:13 PERSON>?:-7 PERSON>ASKS:9 PERSON>LIVES:8 PERSON>ME:-8
PERSON>NAME:4 PERSON>NUMBER:4 PERSON>TEXT:-9 PERSON>WANT:4 PERSON>WRONG:-6 PERSON>YOU:6 PERSON~here:7 PLACE:9 PLACE#4:4
PLACE$:8 PLACE>ME:-5 PLEASE:5 PLEASE#2:13 PLEASE#3:-5 PLEASE#4:4 PLEASE>CALL:-4 PLEASE>END:6 PLEASE>ME:-5 PLEASE>NOT:9
PLEASE>PERSON:-6 PLEASE>STOP:6 PLEASE>TEXT:-7 PLEASE>THANKS:8 PLEASE>THIS:5 PLEASE>YOU:4 PLEASE~?:10 PLEASE~check:-6
PLEASE~not:5 PLEASE~stop:5 REMOVE:18 REMOVE#1:7 REMOVE#2:13 REMOVE$:11 REMOVE>ASKS:-5 REMOVE>BODY:-5 REMOVE>LIST:7
REMOVE>ME:19 REMOVE>NUMERIC:-9 REMOVE>PLEASE:8 REMOVE>TEXT:-5 REMOVE>VISIT:-7 REMOVE~?:-12 REMOVE~de:10 REMOVE~it:7
REMOVE~la:-4 REMOVE~me:5 REMOVE~mi:5 REMOVE~mis:5 REMOVE~por:4 REMOVE~the:-6 SEND$:8 SEND>?:-9 SEND>LIST:-6 SEND>NOT:4
SEND>TAKE:4 SEND>WRONG:5 SEND>YOU:-5 SEND~la:-6 SEND~nada:4 SEND~this:-4 STOP:21 STOP#1:8 STOP#2:4 STOP#3:7 STOP$:15
STOP>?:-5 STOP>BODY:4 STOP>CURE:-5 STOP>ME:6 STOP>NOT:-4 STOP>PLEASE:6 STOP>SEND:4 STOP>STOP:6 STOP>TEXT:5
STOP>THANKS:5 STOP>THIRD:-8 STOP>THIS:9 STOP>VISIT:-8 STOP>YOU:-5 STOP~?:4 STOP~by:-5 STOP~el:-7 STOP~it:4 STOP~now:5
STOP~por:4 STOP~sending:4 STOP~ya:5 TAKE#2:4 TAKE#3:-5 TAKE#4:-7 TAKE$:-5 TAKE>?:7 TAKE>ME:8 TAKE>NUMBER:11 TAKE>OFF:4
TAKE>THIS:4 TAKE>WHO:-5 TAKE~?:7 TAKE~a:-4 TAKE~it:-8 TAKE~off:7 TAKE~rid:4 TAKE~texts:6 TAKE~the:-9 TAKE~these:7
TAKE~worse:-5 TAKE~your:-5 TEXT:13 TEXT#4:-7 TEXT$:6 TEXT>?:7 TEXT>ASKS:-6 TEXT>CALL:5 TEXT>DAY:4 TEXT>END:9
TEXT>MORE:5 TEXT>NOT:8 TEXT>NUMBER:-4 TEXT>SEND:-9 TEXT>STOP:4 TEXT>TEXT:4 TEXT>THANKS:5 TEXT>WRONG:-9 TEXT~?:-6
TEXT~a:7 TEXT~for:6 TEXT~my:-4 TEXT~no:4 TEXT~please:5 TEXT~thanks:6 THANKS:-15 THANKS#2:-11 THANKS#3:-6 THANKS$:-13
THANKS>?:4 THANKS>FEDUP:9 THANKS>MORE:-4 THANKS>NOT:9 THANKS>PLEASE:-5 THANKS>SEND:-8 THANKS>THIRD:4 THANKS~on:8
THANKS~pero:6 THANKS~por:-5 THANKS~thanks:-4 THIRD#4:9 THIRD>ASKS:-4 THIRD>GONE:6 THIRD>ME:-8 THIRD>NUMBER:12
THIRD>TEXT:-4 THIRD>YOU:5 THIRD~?:-7 THIRD~mensaje:-4 THIRD~numero:8 THIRD~phone:4 THIRD~precio:-4 THIRD~telefono:-5
THIS:-7 THIS#2:-11 THIS#4:6 THIS>?:13 THIS>ASKS:8 THIS>BLOCK:5 THIS>BODY:-8 THIS>BOT:4 THIS>CURE:-6 THIS>DAY:-5
THIS>END:9 THIS>FEDUP:9 THIS>LEAVE:4 THIS>MORE:9 THIS>NOT:-4 THIS>NOW:5 THIS>REMOVE:-8 THIS>STOP:4 THIS>TAKE:-7
THIS>TEXT:-5 THIS>VISIT:4 THIS>WANT:13 THIS>WHOM:-12 THIS>WRONG:5 THIS>YOU:7 THIS~a:4 THIS~bien:-5 THIS~done:5
THIS~else:-5 THIS~en:5 THIS~es:-7 THIS~is:4 THIS~not:-5 THIS~off:5 THIS~saliendo:-4 THIS~to:-7 THIS~week:-4
THIS~wrong:5 UNSUB:13 UNSUB#1:11 UNSUB#3:6 UNSUB#4:6 UNSUB$:16 UNSUB>ME:8 UNSUB>OFF:8 UNSUB>THIS:-4 UNSUB~?:-8
UNSUB~de:4 UNSUB~me:7 UNSUB~out:8 VISIT:-22 VISIT#2:-6 VISIT#3:-11 VISIT$:-11 VISIT>ME:5 VISIT>NOT:-5 VISIT>THIS:5
VISIT~for:4 VISIT~me:4 WANT:8 WANT>ASKS:-5 WANT>CALL:6 WANT>KNOW:5 WANT>ME:-4 WANT>NOT:8 WANT>NUMBER:-5 WANT>REMOVE:7
WANT>SEND:6 WANT>STOP:5 WANT>TEXT:-7 WANT>THANKS:12 WANT>THIS:4 WANT>VISIT:-8 WANT>WANT:-10 WANT>WHY:-6 WANT>YOU:-6
WANT~?:-6 WANT~in:-4 WANT~la:4 WANT~my:4 WANT~off:4 WANT~the:-9 WANT~this:-7 WANT~you:4 WANT~your:-9 WHO:5 WHO#3:9
WHO>?:6 WHO>ME:7 WHO>TEXT:-5 WHO>THIS:-16 WHO>WHOM:13 WHO>YOU:5 WHOM:9 WHOM$:4 WHOM>?:8 WHOM>ASKS:-5 WHOM>GONE:14
WHOM>ME:-10 WHOM>NOT:-4 WHOM>THANKS:-9 WHOM>THIRD:-6 WHOM>THIS:-7 WHOM>YOU:8 WHOM~?:-5 WHOM~es:-8 WHO~?:7 WHY:-4
WHY#2:-7 WHY>FEDUP:-4 WHY>ME:5 WHY>NUMERIC:6 WHY>THIS:8 WHY>UNSUB:8 WHY>YOU:5 WHY~?:-4 WHY~can:6 WHY~los:4 WHY~much:-4
WRONG:12 WRONG#2:12 WRONG#3:4 WRONG$:6 WRONG>CURE:-8 WRONG>ME:-7 WRONG>NUMBER:11 WRONG>PERSON:5 WRONG>SEND:-7
WRONG>THIS:-5 WRONG~?:15 WRONG~de:4 WRONG~el:5 WRONG~number:4 YOU:9 YOU#2:4 YOU>BODY:-4 YOU>DEJAR:4 YOU>FEDUP:5
YOU>KNOW:-5 YOU>LIST:5 YOU>ME:-6 YOU>MORE:6 YOU>NEED:4 YOU>NOT:8 YOU>PLEASE:4 YOU>STOP:6 YOU>TEXT:-4 YOU>THIRD:4
YOU>THIS:-15 YOU>VISIT:-4 YOU>WHOM:4 YOU>WRONG:13 YOU~a:-4 YOU~are:4 YOU~casi:-5 YOU~clinic:4 YOU~estuvo:12
YOU~records:6 YOU~text:-11 YOU~texting:6 YOU~the:8 ^_$:-24 ^_?:14 ^_are:-7 ^_baja:5 ^_block:5 ^_borren:6 ^_cancelar:10
^_cancelen:4 ^_como:5 ^_cuantas:5 ^_dejenme:7 ^_delete:-4 ^_did:-5 ^_does:-7 ^_done:-6 ^_dont:4 ^_enough:9 ^_error:-5
^_estan:5 ^_este:-7 ^_for:7 ^_give:5 ^_got:-4 ^_help:-5 ^_if:6 ^_ill:-5 ^_is:-5 ^_it:-6 ^_its:-7 ^_la:-7 ^_last:9
^_leave:4 ^_les:-4 ^_los:9 ^_me:6 ^_mi:-6 ^_more:-4 ^_no:-6 ^_nothing:-7 ^_ok:8 ^_please:-8 ^_pls:8 ^_que:4 ^_revisen:8
^_sorry:-10 ^_soy:8 ^_stop:14 ^_take:-5 ^_text:-4 ^_thanks:-6 ^_that:6 ^_thats:4 ^_the:-8 ^_these:5 ^_this:6
^_trying:-5 ^_ultima:12 ^_unsubscribe:5 ^_update:-6 ^_what:6 ^_whats:-9 ^_wrong:11 ^_yo:7 ^_youre:5 ^_youve:4 ^ANNOY:7
^ASKS:-14 ^BLOCK:14 ^BOT:6 ^CALL:-4 ^DEJAR:7 ^END:6 ^LEAVE:9 ^LIST:-9 ^LIVES:-4 ^ME:-4 ^MORE:-7 ^NOT:-13 ^NUMERIC:-7
^REMOVE:15 ^STOP:12 ^TAKE:4 ^TEXT:-16 ^THANKS:-14 ^UNSUB:12 ^WHY:5 ^WRONG:6 ^YOU:-4 a_?:13 a_kid:4 a_lot:-6 a_otro:13
a_person:-7 a_somename:-4 a_way:4 about_the:4 about~?:4 address_$:4 add~ME:-6 again_$:-4 again~?:6 agua_$:-4 ahi_$:6
already_$:10 already_?:-4 alta~?:-5 an_appointment:5 antes_$:-4 anymore_$:4 anything_$:-5 any~?:-5 an~VISIT:5
appointment_$:4 appointment~?:-4 aqui_$:9 aqui_no:5 aqui~?:-7 aqui~NOT:5 are_great:-4 are~TEXT:6 are~THIS:-5 as~?:4
at~?:-4 ayer_$:-7 a~BODY:10 a~WHOM:-4 back_$:-4 bad_$:-9 bad~?:-5 be_?:-7 be_the:4 been_to:5 been~?:5 before_$:-8
being_?:12 belongs_to:6 belongs~?:6 bien_$:-5 blocked_$:4 borren_mi:4 borren~ME:6 call_$:7 call_me:-5 call~ME:-6
can_use:-5 can_we:6 cancel_the:5 cancelar~?:5 cancelen~THIS:4 cancel~?:4 cancel~DAY:-4 can~?:-5 can~CURE:-5 cara_$:5
changed_my:5 checking_$:-4 cita_$:4 clinic_$:7 clinica_$:-5 coming~?:6 como_?:-5 como_los:4 como~THIS:4 con~?:-6
con~THIS:4 cream_$:-7 crema_$:-9 cual~?:-6 cuantas_veces:5 cuantas~NUMERIC:5 datos_$:5 day_$:-7 de_baja:8 de_mensajes:5
de_mi:-4 dejenme~?:7 del~DAY:-4 de~?:7 de~LIVES:-10 de~ME:-4 de~SEND:5 de~TEXT:5 de~YOU:5 did_i:-6 did~ME:-6 do_$:-5
do_i:4 do_not:6 does~?:-6 done~?:9 dont_like:5 dont_need:5 dont_text:4 dont~?:-5 dont~NEED:5 dont~TEXT:4 dont~WANT:4
do~ME:4 do~NOT:6 earlier_$:-4 el_?:-4 el_mensaje:-4 el_numero:8 el_precio:-4 el_telefono:-5 else_$:-4 el~NUMBER:8
el~TEXT:-4 el~VISIT:-4 en_la:5 end_this:4 end~?:-5 end~THIS:8 enough_$:13 enough_sleep:-4 equivocado_$:-9 erase~ME:6
error~?:-8 es_$:4 es_mio:13 es_necesario:-5 es_su:-5 escriban_$:4 escribirme_$:7 estan_?:6 estan~?:6 esta~?:-7
este_es:-9 estos_mensajes:-4 es~?:8 es~FEDUP:7 es~NEED:-5 es~YOU:-5 every_day:6 every~DAY:6 face_$:4 falta~?:-4
fee_$:-5 file_$:-5 for_my:-4 for_somename:4 for_the:4 for_these:5 for~ME:-4 for~TEXT:-7 for~THIS:10 for~WHOM:4 fue~?:-4
get_rid:4 get_texts:4 get_the:-5 getting_these:4 getting~TEXT:6 getting~THIS:4 get~?:-6 get~ME:-6 get~OFF:4 get~TEXT:4
give_it:5 give~THIS:5 go_away:6 good_$:-8 good_on:8 good~?:8 got_it:-5 gracias_pero:6 gracias_por:-5 gracias~?:5
gracias~PLEASE:-5 hace~?:6 had_a:8 had_this:-7 hago_para:-5 hago~STOP:-5 have_?:5 have_a:-10 have_never:6 have~THIS:6
her_$:7 here_$:-6 here~?:11 he~?:4 how_can:6 how_do:-4 how_much:-4 how~FEDUP:-4 i_$:-6 i_am:8 i_cancel:-4 i_do:-8
i_like:-5 i_moved:-4 i_think:6 i_want:7 i_will:5 ill_stop:-5 ill~STOP:-5 im_?:4 im_not:-5 im~?:5 im~NOT:-5 in_my:7
in_the:-5 in_your:-4 interested_in:-4 in~?:-4 in~ME:7 in~YOU:-4 is_?:6 is_a:6 is_enough:-4 is_mark:4 is_not:-8
is_somename:-5 is_this:-8 is~NOT:-8 is~THIS:-8 is~WHOM:-5 it_?:-7 it_to:-6 it_wrong:5 its_not:-5 its~NOT:-5 it~?:-8
it~BODY:-5 it~THANKS:-4 it~WRONG:5 i~ASKS:6 i~CONSENT:5 i~DAY:8 i~END:-4 i~GONE:-4 i~MORE:4 i~NOT:-7 i~NUMERIC:5
i~REMOVE:-9 i~THANKS:7 i~UNSUB:5 keep_texting:-5 keep~TEXT:-4 kid_$:4 know_$:-5 know~ASKS:-4 la_?:-8 la_cara:5
la_clinica:-10 last_month:6 last~?:-5 last~DAY:6 las~?:-5 la~?:-8 la~PERSON:4 la~PLACE:-10 leave_it:-4 leave~ME:4
leave~THIS:-4 like_this:-9 like_to:-4 like~THIS:-12 list_$:7 list~?:-5 llego_el:-4 llego~THIRD:-4 lol_$:-4
longer~NEED:5 los_?:-6 love~?:-4 lo~?:6 makeup_$:-4 mal_el:5 mal~THIRD:5 many_texts:-4 many_times:6 many~NUMERIC:6
many~TEXT:-6 mark_$:8 me_$:5 me_again:6 me_atendio:-5 me_esta:-4 me_estan:6 me_gusta:-4 me_in:-4 me_llego:-4 me_off:4
me_tienen:4 me_to:-9 me_when:-4 mensaje_$:6 mensajes_$:8 mensajes_no:4 mensajes~NOT:4 message_$:-9 messages~?:4
me~BODY:-6 me~CALL:-4 me~FEDUP:7 me~MORE:10 me~OFF:7 me~THIRD:6 me~THIS:-6 me~UNSUB:-4 me~WANT:-7 me~WRONG:5 mi_?:-6
mi_cita:5 mind_about:6 mind~?:-5 mi~?:-6 mi~THIRD:-4 more_$:7 more_?:-7 more~?:-4 more~PLEASE:4 much~?:5 my_face:4
my_first:-4 my_last:-11 my_mind:6 my_number:7 my_phone:-6 my~CONSENT:5 my~NUMERIC:-7 my~VISIT:-6 nada~?:6 name_$:7
necesito_que:9 necesito~ASKS:9 need_to:-4 no_$:10 no_?:-7 no_deseo:-5 no_es:7 no_esta:4 no_firme:9 no_i:-7 no_leo:-5
no_one:6 no_quiero:-4 no_se:-5 no_soy:4 normal_$:-5 not_a:-4 not_at:-5 not_interested:4 not_me:5 not_somename:4
not_sure:-5 not_the:4 nothing~?:-5 nothing~MORE:10 not~?:-15 not~FEDUP:-6 not~ME:7 not~WANT:6 not~WHOM:4 no~?:5
no~ME:-7 no~MORE:7 no~SEND:5 no~TEXT:9 no~WANT:-7 number_$:5 number_for:-6 number_is:-4 numero_$:5 numero_?:-4
numero_de:-5 numero_equivocado:4 numero_por:-5 numero~PLEASE:-5 numero~WRONG:5 nunca_me:4 nunca~ME:4 of_?:-5 off_$:5
off_the:4 off_this:6 office_$:-8 off~THIS:6 of~?:-4 of~BODY:-5 of~THIS:7 ok_$:-6 on_the:4 one_?:-4 on~ME:-4 option~?:-9
otro_$:13 otro~NUMBER:-9 out~WANT:-6 paren_$:6 permiso_$:4 phone_$:4 phone~?:-6 please_check:-6 please_not:5
please_remove:-4 please_stop:6 please~?:4 please~END:6 please~NOT:7 please~PERSON:-6 please~STOP:7 pregunta_$:-5
pueden_?:-4 pueden~?:-4 pueden~REMOVE:6 puedo_?:-4 put_my:5 put~ME:7 que_hago:-6 que_se:5 que~KNOW:5 que~STOP:6
que~THIS:4 quien~?:-6 quiero_$:4 quiero_?:-5 quiero_que:-6 quiero~?:-7 quiero~ASKS:-6 redness_$:-6 reminders_$:5
remove_me:5 remove~?:-5 remove~ME:4 report_you:4 report~YOU:4 rid_of:4 rid~?:4 right_$:-4 right_number:4 right~NUMBER:4
said~THANKS:-4 salir_$:-7 say~?:-7 se_?:6 se_me:-5 see_you:-7 see~YOU:-7 sending_me:5 sending~ME:5 send~THIS:6
service_$:11 se~ME:-5 si_$:-8 somename_$:4 somename_?:-5 somename_es:-8 somename~GONE:13 somename~THIS:-5 sorry_$:5
sorry_wrong:-4 sorry~?:-6 sorry~WRONG:-4 soy_?:-4 soy_somename:-6 soy~?:6 soy~THIRD:7 soy~WHOM:-6 so~FEDUP:-5 spam_$:5
stop_$:6 stop_?:6 stop_by:-5 stop_now:5 stop_sending:4 stop~NOW:5 stop~SEND:4 stop~THANKS:5 stop~THIS:5 take_me:5
taken_off:5 taken~OFF:5 take~ME:8 tarde_$:-6 telefono_$:-5 tengo~?:-5 text_$:-5 text_?:-5 text_me:4 texting_a:5
texting~?:5 textos_$:6 texts_$:4 texts~?:-6 texts~THANKS:4 text~?:4 text~ME:4 thanks_$:7 thank~YOU:-4 that~PERSON:-5
the_last:4 the_link:-4 the_message:-7 the_messages:9 the_number:5 the_right:11 the_wrong:7 these_$:14 these~TEXT:-8
the~BODY:-5 the~CURE:-8 the~END:-6 the~VISIT:-8 the~WRONG:7 think~YOU:5 this_week:-4 this~?:4 this~BODY:-6
this~NUMBER:4 thx_$:6 time_$:-5 to_?:-10 to_be:6 todo_bien:-4 todo~THANKS:-4 told_me:-4 told~ME:-6 tomorrow_$:-4
too_$:-6 too_many:4 too_much:6 too~FEDUP:5 to~BLOCK:-5 to~BODY:5 to~END:6 to~LEAVE:-6 to~ME:4 to~REMOVE:-5 to~UNSUB:5
trouble~?:-5 turn~THIS:4 ultima_vez:5 ultima~?:12 un_?:9 una_?:4 una~?:-5 unsubscribe_$:11 up_my:4 update~ME:-6
van_a:-5 van~?:-5 va~?:-5 vez_$:-4 viernes_$:-4 voy_a:4 w_the:4 want_my:4 want_to:-4 want~OFF:5 way_too:5 way~FEDUP:5
what_?:9 what_do:4 what~?:9 when_to:-7 when~?:-7 who~?:13 will_report:5 will_these:4 will~BLOCK:5 with_this:6
with_you:7 with~YOU:7 work_$:-6 worse_$:-8 would~WANT:9 wrong_?:8 wrong_number:4 wrong~CURE:-8 wrong~NUMBER:7 w~?:4
ya_casi:-5 ya_estuvo:12 ya~?:6 yet_$:-11 you_$:-5 you_a:-4 you_are:4 you_the:6 your_clinic:4 your_records:6
your_text:-7 your_texts:-4 your~LIST:5 your~TEXT:-9 you~NOT:4 you~NUMERIC:-5 you~PLEASE:4 you~TEXT:-5 yo~?:5
"""
_PARTED = methodcaller("rpartition", ":")
#: By mark: how much it speaks for a wish to stop (above 0), or against it.
WEIGHTS = {mark.replace("_", " "): int(weight) for mark, _, weight in map(_PARTED, _LINES.split())}
