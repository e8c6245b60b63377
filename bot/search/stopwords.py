"""Words that say nothing about what a paper is on, as folded lowercase words."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    """
    a about above after again against ain all also am among an and any are aren as at be because
    been before being below between both but by can cannot could couldn did do does doing done down
    during each either else ever every few for from further had has have having he her here hers
    him his how however i if in into is it its itself just let me might more most much must my
    myself no nor not of off on once only or other our ours out over own per quite rather same
    shall she should since so some such than that the their theirs them then there these they
    this those though through thus to too under until up upon us very via was we were what when
    where whether which while who whom whose why will with within without would you your yours
    yourself vs etc eg ie et al don doesn didn isn wasn weren hadn
    hasn wouldn shouldn mustn ll ve re
    https http www com org html pdf
    """
)
"""Never indexed, never asked for."""

QUESTION_WORDS = _words(
    """
    paper papers article articles publication publications preprint preprints arxiv please thanks
    thank hi hey hello paperboy anyone anybody anything someone somebody something know find
    finds finding found look looking looks looked search searching show shows give gives want
    wants wanted wanna need needs like remember recall read reading tell tells told explain
    happen exist exists got get gets say says said mention mentions mentioned discuss discusses
    talk talks talking deal deals dealing describe describes described call called named name
    title titled recommend suggest list lists latest recent recently newest today yesterday
    interested interesting curious wondering wonder think thinks believe guess maybe perhaps
    kind kinds sort sorts type types thing things stuff whatever somehow actually really
    basically literally work works author authors people guy guys folks one ones
    smth sth pls plz thx ur cld shld wld abt gonna gimme lemme idk tho cuz kinda sorta
    whats thats wheres hows theres heres lets im ive id dont cant doesnt didnt isnt wasnt arent
    werent wont wouldnt couldnt shouldnt havent hasnt youre theyre weve
    b c d e f g h j k l m n o p q r s t u v w x y z
    teh taht thsi waht wich whcih befor becuase becasue thier frm abt bcz coz
    download downloads downloading downloaded
    """
)
"""Left out of a question beside STOP_WORDS: how people ask, not what they ask about. A letter by
itself tells something only next to its neighbour ("k means")."""

GENERIC_WORDS = _words(
    """
    model models method methods approach approaches technique techniques way ways framework
    frameworks system systems algorithm algorithms result results performance task tasks problem
    problems learning learn learns train training trained trains based use uses using used new
    novel propose proposed state-of-the-art sota improve improves improving improved better best
    good study studies research different various large big deep network networks neural ai
    machine data information general make makes making made help helps helping run runs running
    able allow allows enable apply applied application applications
    """
)
"""Words any paper may hold: finding them says little, missing them says nothing."""

EVERYDAY_WORDS = _words(
    """
    actual add adding added ago ahead almost alone along already although always another answer
    answers answering appear around ask asks asked asking away back bad basic become becomes
    begin behind big bit bring brings build builds building built bunch came care careful
    carefully case cases catch cause causes change changes changed changing check checks checking
    cheap cheaper choose clear clearly close come comes coming compare compared cost
    cover create creates creating cut decide depend despite difference directly easily easy end
    enough especially even everyday everything exactly expect expensive extra fact fail fails
    far feel fill first fix fixes fixing fixed follow fully gain gained gets
    getting give given giving go goes going gone great guess half hand handle handles happens hard
    harder hardly heard high hold hope huge idea ideas important instead inside involve issue
    issues join keep keeps keeping kept last later least leave left less lets letting level light
    line little live long look lose loses loss lot lots low main mainly major many match matter
    matters mean means measure mind minute miss missing moment months move moves much near nearly
    never next nice number often ok old open order ordinary original others
    outside part parts pick picks picking piece place plain play point poor possible pretty
    previous produce produces proper properly prove put puts quick quickly quite ready
    real rely relies remain remove removes replace result right rough roughly round said
    save saves saving saw see seeing seem seems seen send set sets several short shown shows side
    simple simply single slow slower small smaller smart solve solves solved sometimes soon start
    started starts stay stays step still stop stops straight strong strange stuff suddenly sure
    switch take takes taken taking talk taught tend test tests tested testing thorough though
    throw time times together took top totally toward towards tried trick tricks tries true trust
    try trying turn turns turned two three four five type typical under understand understands
    unlike unusual usual usually very wait wants whole wide within without won wonder wrong worse
    year years yet speak speaks pull push act acting well
    second third version versions 0 1 2 3 4 5 6 7 8 9
    afterwards alike altogether anyway anywhere apart arrive badly barely begins beginning beside
    bigger biggest briefly broken carry carries certain choosing chose chosen clever closest contain
    contains convince cope copes coping crazy decent deeply depends deserve differently drop drops
    eventually everywhere exact extremely famous favourite favorite fewer finish finished finishes
    finishing forever forward fresh funny genuinely gradually grow grows guessing handy happened
    happening happy hopefully hurt immediately impossible instantly interest intend invented keen
    lack lacking lacks lately lead leads letting likely longer lucky merely mostly neat nobody
    notice noticed notices nowadays obvious obviously odd occasionally onto otherwise overall partly
    perfect perfectly plenty pointless presumably pure purely reach reaches realise realize require
    requires rid ridiculous scratch secretly seemingly seldom serious seriously shortly silly
    simpler skip slightly slowly somewhat somewhere sooner spend spending stick strange strangely
    struggle struggles stupid succeed suffer suffers surprising surprisingly tired tough truly twice
    typically unable unlikely unnecessary useful useless weird willing wish wishes worth
    """
)
"""Words of everyday talk: a question in a person's own words has them where the paper does not."""
