"""The same in Spanish, with and without accents (`reply_words` takes them off), and mixed with English."""

from reminders.domain.phrases import phrases

_GROUPS = {
    "texts": (
        "mensaj*|mensag*|texto|textos|textear*|textiando|textee*|text|texts|txt*|msg*|aviso|avisos|recordatorio*|"
        "correo|correos|notificacion*|suscripcion*|msj*|mjs|sms|messages|llamadas|publicidad|propaganda|spam"
    ),
    "dont": "no|ya_no|nunca|jamas|nomas_no|no_por_favor|por_favor_no|favor_de_no",
    "send": (
        "escriba|escriban|escribas|escribe|escriben|escribir|escribirme|escribirnos|escribiendo|escribiendome|escrivan|"
        "mande|manden|mandes|mandan|mandar|mandarme|mandando|mandandome|mander|envie|envien|envies|enviar|enviarme|"
        "enviando|enviandome|enbien|contacte|contacten|contactes|contactar|contactarme|textee|texteen|textees|"
        "texteando|textiando|textear|textearme|texten|moleste|molesten|molestes|molestar|molestarme|molestando|joder|"
        "jodan|jodas|chinguen|llame|llamen|llames|llamando|llamar|busquen|notifiquen|fastidien|fastidiar|insistan|"
        "vuelvan_a|comuniquen|hablen"
    ),
    "small": "mas|de|los|las|me|por_favor|porfavor|porfa|estos|esos|tantos|sus|tus|mis|con|tan|todo|todos|la|el|a",
    "want": (
        "quiero|kiero|qiero|kero|queremos|quisiera|deseo|deseamos|necesito|autorizo|autorice|pedi|solicite|acepto|"
        "acepte|gustan|gustaria|interesan|quieren"
    ),
    "take": (
        "quite|quiten|quita|saque|saquen|saca|saqueme|borre|borren|borra|elimine|eliminen|elimina|remueva|remuevan|"
        "remover|retire|retiren|quitar|sacar|borrar|eliminar|dar_de_baja|den_de_baja|pierdan|olviden|olvide|bloqueen|"
        "tachen"
    ),
    "take_me": (
        "quiteme|quitenme|quitame|saqueme|saquenme|sacame|sakenme|borreme|borrenme|borrame|elimineme|eliminenme|"
        "eliminame|remuevanme|remuevame|retirenme|retireme|sacarme|borrarme|eliminarme|removerme|quitarnos|quitenos|"
        "saquennos"
    ),
    # As thumbs and dictation write it too.
    "stop": (
        "pare|paren|para|parar|parenle|parele|basta|cese|cesen|alto|stop|cancele|cancelen|cancela|cancelar|suspenda|"
        "suspendan|detenga|detengan|termine|terminen|evite|eviten|quite|quiten|elimine|eliminen|stop_con"
    ),
    "leave": "cancel*|parar|paro|dejar_de|dejo_de|quitar|salir|salirme|desactiv*|no_recibir|detener",
    "send_me": "escribirme|mandarme|enviarme|llamarme|textearme|contactarme|molestarme|escribirnos",
    "number": "numero|telefono|nombre|cel|celular|contacto|datos|numerito|informacion",
    "list": "lista|listas|sistema|base|grupo|registro|contactos",
    "now": "ya|por_favor|porfavor|porfa|gracias|ahora|hoy|mas|nada|xfa|xfavor|nunca|jamas|ok|de_una_vez",
}

STOPS = phrases(
    """
    <dont> ?por_favor me|nos|le|les|se ?vuelvan_a|sigan|siga|sigas|esten|este|estes|anden <send>
    <dont> <send> mas|nada|a_este|a_mi|aqui|por_favor|nunca|otra_vez
    no|favor_de_no|ya_no|dejen_de ?me ?vuelvan_a|volver_a|sigan|seguir <send_me>
    que ?ya no|nunca ?me|nos ?sigan|vuelvan_a <send>
    que_me|que_nos|me|nos borren|quiten|saquen|eliminen|den_de_baja|dejen_de_*
    no|ya_no|sin recibir ~3 <texts>|nada|esto
    prefiero|preferiria|quisiera|quiero|deseo|gustaria no|ya_no ?me recibir*|<send>
    demasiados|muchos|tantos <texts> ~4 ya|paren|no|basta|alto|dejen
    ya_basta|basta|suficiente|alto con|de|a ?los|las|sus|estos|tantos <texts>
    no_molestar|no_insistan|vayanse|no_molesten|no_fastidien
    ya dejen|deje|deja|parele|parenle ?de <send>
    deje|dejen|deja|dejar|dejense|dejame|dejeme|dejenme|dejes ?ya de ?estar <send>
    <stop> ~1 <small>~4 <texts>|<send>
    <dont> ?me <want> ~4 <texts>|<send>
    <dont> ?me|nos interesa|interesan|gusta|gustan recibir ~5
    <dont> ?me <want> recibir ?mas|nada|esto|eso|de ?nada|ustedes $
    <dont> <want> saber|oir ?nada ?mas de ustedes|ti|usted|esto
    no|ni_un|sin|cero|no_more|ya_no mas|more ~2 <texts>
    no|ya_no ?mas <texts> <now>~3 $
    <take_me> !el|las|los|la_duda|una_duda|la_venda|la_costra|la_crema
    me|nos <take> ?ya|por_favor de|<now>
    me|nos <take> $
    me|nos pueden|puede|podrian|podria|puedes <take> de ~2 <list>
    <take> ?por_favor|ya ?de mi|este|el|mis|nuestro|nuestros ~1 <number>
    <take> ?por_favor ~3 de la|su|esa|esta|tu|sus <list>
    me|nos den|dan|de|da de_baja
    dar|darme|darnos|dame|deme|denme|dennos|dense|date|doy ?por_favor|ya de_baja
    desuscri*|desinscri*|dessuscri*|desubscri*|desactiv*|desafili*
    deje*|deja*|deje|dejen|dejenme|dejeme|dejame ?me|nos en_paz|tranquila|tranquilo|tranquilos|quieta|solo|sola
    voy_a|los|las|te|le|les|lo|la ?estoy|voy_a|tengo bloque*|report*|denunci*|demand*
    bloqueado|bloqueados|bloqueada|bloqueo|bloqueare
    <dont> ?me|nos|estoy|estamos interes* ?por_ahora|en_esto|en_sus_mensajes|en_nada|en_recibir|para_nada <now>~3 $
    cancel*|termin*|anul* ?la|el|mi|su|este|esta|todo suscripcion|servicio|programa|inscripcion|todo
    <dont> ?les|le|te|los di|doy|he_dado|tienen|tiene ?mi|ningun permiso|autorizacion|consentimiento
    <dont> autorizo|autorice|consiento
    retiro|revoco|retirar|revocar ?mi consentimiento|permiso|autorizacion
    harto|harta|cansado|cansada|hartos|hartas de ~3 <texts>
    como|quiero|puedo|deseo|necesito ?hago|puedo|le_hago|se|hacer ?para|como|que <leave> ~3 <texts>|<list>|recibir*|esto
    quiero|deseo|prefiero|pido dejar_de|no|que_no|que_dejen_de|que_ya_no ?me ?recibir|<send> ~2 <texts>|mas|<send>
    me salgo|quiero_salir|retiro de ~1 <list>|esto
    apagalo|apaguenlo|apaguen_eso|acabenle|ya_bajenle|no_me_yamen|me_saturan|ultima_advertencia|no_me_agrada $
    ^ que_se_acabe|que_se_acaben $
    como los|lo apago|paro|quito ?por_favor $
    ya_estuvo|ya_dejen*|ya_basta|ya_parenle|ya_parele|ya_callense|ya_por_favor_basta
    """,
    _GROUPS,
)

WRONG_NUMBER = phrases(
    """
    numero|nmero|persona|telefono|num|celular|num equivocad*|ekivocad*|incorrect*|erron*|mal|errad*|equibocad*|equivocao
    numero|persona ~1 que_no_es
    se|te|estan|esta|estas|creo_que_se ?han|ha|has|estan equivoc*|confund*|ekivoc*|equiboc*
    equivocado|equivocada|equivocados de ?numero|persona
    no|ni ?lo|la|los|las|le conozco|conocemos a|ninguna|ningun|quien
    no|ni conozco|conocemos esa|ese persona|nombre|numero|senor*|paciente
    tiene|tienen|estan|esta|marco|marcaron ~1 mal|otro ?el|mi|su numero|telefono
    para|es_para|busca|buscan ?a otra_persona|alguien_mas|otra_gente|otra_senora|otro_senor|otro_numero
    no_se quien|quienes son|es|sea|eres|sean
    no ?los|las|te|le|lo conozco $
    este|ese ?numero ?ya no es|pertenece ?el|su|mi|a|de numero|telefono|celular|ella|el|esa|ese
    no es|era su|el|mi numero|telefono|celular ~4 $
    aqui|ya no vive ~3 $
    aqui no hay|existe|esta|es|conocemos ninguna|ningun|esa|ese|nadie ~4
    nadie aqui|con_ese_nombre|se_llama
    cambio|cambiaron de|su numero|telefono|celular|cel
    ya_no|no tiene|usa|es|tengo|pertenece ?a|de este|su|ese|el|ella numero|telefono|celular
    ^ soy un_nino|una_nina|menor_de_edad ~3 $
    no_es_mi_cita|tienen_mal_anotado
    este|ese|el ?numero|telefono|cel|celular ya_no|no|nunca es|fue|pertenece ~3
    no soy|somos|es ?su|un|una|la|el|ningun|ninguna paciente|cliente|clienta|persona|esa|quien
    nunca he|fui|eh|hemos|me|hemos ~2 ahi|alli|esa|esta|su|ese|con_ustedes
    """,
    _GROUPS,
)
