"""How people say in English that they want no more messages, or that the number is wrong; `phrases` has the form."""

from reminders.domain.phrases import phrases

_GROUPS = {
    # As thumbs and dictation write it too.
    "stop": (
        "stop|stopp|stpo|sotp|tsop|stp|sto|stopo|stoo|stip|sotop|tstop|stiop|stpop|syop|stob|stap|dtop|atop|st0p|5top|"
        "s_top|stopping|stop_in|stops|spot|shop|step"
    ),
    "end": "<stop>|quit|cease|halt|discontinue|cancel|cancell|cancle|end|terminate|no_more|enough",
    "texts": (
        "text*|txt*|tx|texs*|message*|mesage*|messag*|messgae*|massage*|msg*|mssg*|sms|spam*|email*|mail|mails|"
        "emailing|reminder*|notification*|notice*|updates|alert*|call|calls|calling|contact*|subscription|"
        "communication*|check_ins|checkins|mensaj*|textos|avisos|recordatorio*"
    ),
    "small": (
        "me|us|all|any|any_more|of|the|these|those|this|your|ur|u|you|ya|my|with|w|wit|getting|receiving|sending|to|"
        "from|damn|stupid|fucking|freaking|annoying|dumb|random|daily|constant|silly|more|automated|auto|care|robo|so|"
        "many|please|pls|them|out|a|and|every|single|such|crazy"
    ),
    "bother": (
        "bother*|harass*|bugging|buging|annoying|pestering|blowing_up|hitting_me|hitting_up|writing|sending|reaching|"
        "messing"
    ),
    "dont": "dont|do_not|dnt|donot|never|please_not|dont_ever|do_not_ever",
    "send": (
        "text*|txt*|message|messaging|massage|msg*|contact*|write|writing|email*|bother*|reply*|respond*|spam*|harass*|"
        "reach_out|reach|hit|bug|disturb"
    ),
    "me": "me|us|this|my|here|again|anymore|any_more|no_more|back|im|now|or|with|at|to|about|ever|please|pls",
    "not": (
        "dont|do_not|dnt|didnt|did_not|no_longer|never|wont|cant|not|nor|doesnt|does_not|dont_even|never_even|"
        "really_dont"
    ),
    "want": (
        "want|wanna|wish|need|like|care|agree|agreed|consent|consented|sign|signed|ask|asked|authorize|authorized|"
        "looking|interested|opt|opted|subscribe|subscribed|request|requested|wanting|appreciate"
    ),
    "for": (
        "to|for|in|up|your|these|those|any|getting|receiving|receive|get|be|being|a|more|of|the|ur|all|anymore|this|me|"
        "you|him|her|from|on|random|daily|stupid|text|keep|have|having|part|such|so|many|them"
    ),
    "list": "list|lists|database|system|contacts|records|distribution|roster|thread|chat|group",
    "number": "number|numbers|num|nbr|no|nunber|numer|phone|cell|digits",
    "person": "person|people|guy|lady|one|patient|contact|recipient|human|persons|girl|woman|man",
    "take": "take|get|remove|delete|drop|pull|erase|withdraw|scrub|want|kick|strike|cross|keep",
    "lose": "remove|delete|erase|lose|forget|drop|unlist|block|scratch",
    "i_am": "im|i_am|i_will|ill|gonna|going_to|have|am|just|been",
    "block": "block|blocking|blocked|report|reporting|reported",
    "program": "service|program|subscription|enrollment|signup",
    "other": "someone_else|somebody_else|another_person|a_different_person|different_person",
    "place": "clinic|office|place|business|spa|practice",
    "no_spam": "filter|folder|box|food",
    "now": "please|pls|plz|now|already|thanks|thank_you|immediately|again|ever|today|asap|sorry|ok|okay",
}

STOPS = phrases(
    """
    <end> <small>~6 <texts>
    stop|quit|cease|refrain|halt|desist !by|using|taking|wearing ~4 <texts>|reaching_out
    cancel|end|discontinue|terminate|delete ~3 future|further|incoming|ongoing ~2 <texts>
    stop|quit !using|taking|wearing|applying *ing ?out ?to me|us|my_phone|my_cell|my_number
    if|wish|hope|want|like|appreciate|prefer|glad ~4 stopped|quit ~3 <texts>
    rather|prefer not ~3 <texts>|hear|be_contacted
    prefer|prefer_to|want|would_like|id_like no ~2 <texts>
    not|no|never|dont|nothing|zero ~2 anymore|any_more|further|future ~2 <texts>
    <not> ~1 want|need|wanna ~1 anymore|any_more|more|any of this|these|it|them|your|ur
    keep|keeps|always|constantly|still getting|texting|messaging|sending|receiving ~4 stop|off|unsubscribe|enough
    this|it|thats ~1 is|are ~2 too many|much ~1 <texts> ~4 stop|off
    want|get|let|need ?me off|out ?of this|these|your|the|ur ?text ?message <list>|<program>|texts
    off|from of|your|this|the|ur|that ~2 <list> ?please|pls|plz|now|thanks $
    go|please_go bother|annoy|text|spam|harass someone|somebody|anyone
    <dont> <send> it|her|him|them|that|the|someone|his|their|anyone|please|pls|thanks|thank_you
    stay|keep out|away|off ~1 my|of_my|from_me phone|texts|inbox|number|me
    <stop>|quit|cease ~2 <bother>
    <texts> ~2 to|must|should|need_to|have_to|has_to|gotta|got_to|better ?please stop|end|cease
    want|need|make|get|have|like ~2 <texts> ?to stop|end|stopped|off|gone
    <dont> ?you|keep|be <send> <me>
    <dont> <send> $
    <dont> call|calling ?me|us|this|my ?number|phone again|anymore|any_more|ever|no_more
    <dont> call|calling me|us|this|my|here $
    <dont> send|sending <small>~5 anymore|again|anything|nothing|<texts>|this|these
    <not> ~2 <want> <for>~6 <texts>|texted|messaged|contacted|bothered|hear_from|hearing_from
    <not> ~2 <want> ?to hear|hearing from you|u|ya|yall|this|your|any
    <not> ~2 <want> <for>~4 <list>
    <not> ~2 <want> to be on ~3 <list>
    <take> me|us|mine|myself ~3 off|out|from !the_schedule|the_waitlist|my|the_house
    <take> my|this|the|our ~2 <number>|info|name ~3 off|out|from|of
    <lose> ?just|all my|this|the|our ~2 <number>|contact|info|information
    remove|removed|delete|unlist me|us|myself
    take me|us off
    remove|removed|removal from
    please|be|get|like_to_be removed|deleted|unsubscribed
    unsub*|un_sub*|unsus*|unscrib*|unsbus*|usub*|unsrub* !from_pain|from_work
    unenroll|un_enroll|disenroll|unregister|deactivate_me|unfollow
    opt|opting|opted|opts|oping me|us out !of_the|of_my|of_a
    opt|opting|opted out !of_the|of_my|of_a|of_any
    opt|opting out ~3 <texts>|<list>|program
    optout|opt_me
    be|get|been taken|removed|dropped|deleted|excluded|pulled off|from|out
    have|get|want|need|like|having these|this|them|it ~2 stopped|removed|turned_off|canceled|ended
    ^ how_to|how_do_i|how_do_you|how_can_i|where_do_i stop|cancel|unsubscribe|quit|end|opt_out ?this|these|it|them|all $
    leave|let me|us ?the ?hell|heck|fuck alone|be
    go_away|get_lost|fuck_off|piss_off|buzz_off|bugger_off|eff_off|f_off|back_off|shut_up|knock_it_off|cut_it_out|give_it_a_rest
    kick_rocks|take_a_hike|last_warning|final_warning|remove_em|what_do_i_reply_to_get_out
    count_me_out|i_want_out|let_me_out|enough_already|im_out|im_done_with_you
    i_quit $
    <i_am> ?now|just|already <block> you|u|this|your|the|it|ya|yall
    <block> you|u|this_number|your_number|as_spam|as_junk|ya
    ^ ?this|thats|just|more|total|its ?is|so|just|a|all spam|spammer|spammers|harassment|junk|scam !<no_spam>
    ?is|its|as|just|called|considered harassment|spam $
    do_not_call|do_not_contact|do_not_text|no_call list|registry
    dnc|tcpa|cease_and_desist|no_consent|not_consent
    revoke|revoking|withdraw|withdrawing|rescind|take_back|retract ~3 consent|permission|authorization|agreement
    <not> ?have|give|gave|got|given ?you|u ?any|my consent|permission
    not|no_longer|aint|never ?really|at_all|so|even|very interested ?at_all|in_the_least|anymore <now>~3 $
    not|no_longer interested in this|these|your|texts|messages|it|any|receiving|getting|what
    no|zero more|mor ~2 <texts>
    no <texts> <now>~3 $
    turn|shut|switch|cut ~3 <texts> off|down|out
    turn|shut|switch|cut off ~2 <texts>
    how do|can|to|would ?i|we|you get|make|turn|stop|cancel|end|opt ~4 <texts>
    how do|can|to|would ?i|we|you get|opt|turn|shut ?me|myself|this|it|these off|out !of_pay*|of_the_sun|of_bed
    stop|quit|end|cease receiving|getting|sending these|this|those|them|any|your|it|all
    <not> want|wanna|wish|need|like <for>~4 these|this|them|it|those anymore|any_more|any_longer
    <not> want|wanna|wish|like ~1 get|receive|getting|receiving these|those|them|this|anything
    sick|tired|done|fed_up|over_it|through|annoyed ?and_tired of|with|by ~3 <texts>
    stop this|all|everything|it_all ~2 now|please|immediately|program|service|nonsense|crap|shit|bs|stuff
    cancel|stop|end me|us|everything|this|it_all|all ?of ?this|it|service|program <now>~3 $
    end|cancel|stop|discontinue my|this|the|your|me|all ?from|your|the <program>
    """,
    _GROUPS,
)

WRONG_NUMBER = phrases(
    """
    wrong|incorrect|rong|wronf|wrng|worng|wrog ~1 <number>|<person>
    not ~1 right|correct <number>|<person>
    no_longer|isnt|is_not|not|aint|wasnt ~1 her|his|their|hers|theirs <number>
    this|it|thats|that|number ~1 no_longer|doesnt|does_not belong|belongs
    belong|belongs to someone|somebody|another
    she|he|they|person|owner|her|him no_longer|doesnt|dont|changed|switched|got ~3 <number>
    new|different owner
    just_got|got|have this ?new <number>|phone_number
    new number|phone who ~1 this|dis
    dont|do_not|never know|knew|met any|anyone|anybody|no ~3 $
    dont|do_not know who ?you|this|yall|these ?are|r|is ~1 $
    dont|do_not know ~2 named|called|by_that_name|you_people
    no_one|nobody|noone here by|named|called|with !me|us|back|yet|from|again
    wrong nu*|nm*|nb*|nr*
    this|text|texts|message|messages|number|is|meant|intended|looking|reached ?for|to <other>
    reassigned|recycled_number|previous_owner|old_owner|prior_owner|used_to_be_her*|used_to_be_his|used_to_belong
    ~1 no_longer|doesnt|does_not|dont|stopped|isnt|not have|use|has|uses|own|using|at|on this|that number|phone|cell
    not|isnt|never|wasnt *s ?cell ?phone number|phone|cell
    no_one|nobody|noone|no_person at|on this|that|here
    texting|texted|messaging|contacting|looking_for|reached a|the|some stranger|wrong|different
    you_must|must_have|you_mixed|you_have ~1 confused|mixed|mistaken|the_wrong
    i_am|im someone_else|somebody_else|not_her|not_him|not_them|a_different_person
    <not> ~1 been|visited|seen|had|booked|went|go|gone|used ~2 your|this|that|ur <place>
    no_one|nobody|noone by|named|called|with_that !me|us|back|yet|from|again
    no_such_person
    private residence
    ^ im|i_am ?only|just 8|9|10|11|12|13|14|15 $
    not|never_been|wasnt|isnt|never_was ~1 a|your|ur ~1 patient|customer|client
    never ?have|been|even ?been|gone|went|heard|visited ?to|at|of|with your|this|you|yall|there !before
    have|got|texting|texted|reached|messaging|messaged|contacting the wrong
    mistaken_me|mistaken_identity|not_who_you|someone_else|somebody_else for|think|phone|number
    not_who_you_think
    """,
    _GROUPS,
)
