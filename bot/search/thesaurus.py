"""Words people use for what papers call by another name."""

from functools import cache

from bot.search.analysis import Analyzer

_GROUPS = """
photo photograph picture pic snapshot: image
image: picture photo
film movie footage recording: video
clip: video
drawing doodle: sketch
painting artwork: art
doctor physician: clinician clinical medical
doctor clinician physician: ophthalmologist radiologist
medicine healthcare health hospital: medical clinical biomedical
medical: clinical biomedical
biology biological: biomedical
eye retina retinal: ophthalmology
ophthalmology: eye retina
scan scans radiograph: x-ray radiology ct
x-ray: radiology
tumor: cancer
cancer: tumor
chat chatbot: conversation dialogue assistant
conversation: dialogue
dialogue: conversation
kid kids child toddler: children
small tiny little mini: compact lightweight nano
compact: small lightweight
lightweight: compact small
huge giant big: large
fast quick quicker faster speedy: efficient speed acceleration
speed: efficient fast
cheap cheaply cheaper affordable inexpensive: efficient low-cost cost
accelerate: speed faster
slow: latency
delay: latency
shrink squeeze smaller: compress compression reduce
compression: compress distillation
hack fool deceive trick attacker: adversarial attack
adversarial: attack
unsafe dangerous harmful danger: safety harm
safe: safety
secure security: safety
lie invent imaginary fabricate fantasy: hallucination
made-up makes-up making-up: hallucination
hallucination: hallucinate
forget forgetting forgetful: forgetting retain
lifelong incremental: continual
continual: continually lifelong incremental
foreign: multilingual language
languages: multilingual
multilingual: languages
translate: translation multilingual
sound noise acoustic: audio
audio: sound speech
voice spoken talking: speech audio
speech: spoken voice
music song melody: music audio
robot robots: robotic manipulation
gripper arm: manipulation robotic
car cars vehicle: driving autonomous
self-driving: autonomous driving
phone smartphone: mobile
app apps: mobile gui
screen desktop: gui screenshot
computer-use: gui desktop
website browser web: web browser
picture-taking camera: camera image
satellite aerial earth-observation: remote-sensing satellite
drone: uav aerial
map maps: geospatial
pointcloud lidar: point-cloud
angle angles viewpoint perspective: viewpoint view
shape geometry: 3d shape
person pedestrian human: person human
people humans: person human
individual: person
face: facial
label labels annotation annotated: label annotation
annotation: label
unlabeled: unlabelled pseudolabel self-supervised
self-taught self-teaching: self-training
teach: teacher distillation training
student: distillation
copy mimic imitate: imitation distillation
question answering: vqa qa
vqa: visual-question-answering
grade judge score: evaluate evaluation reward
benchmark exam quiz: benchmark evaluation
test: benchmark evaluation
overview review roundup: survey
survey: review overview
dataset corpus collection: dataset data
catalog: dataset
describe captioning caption: caption description
caption: captioning description
summary summarise: summarization
spot locate localize: grounding localization detect
localization: grounding
find detect: detection
detection: detect recognise
recognise recognize: recognition classification
classify categorise sort: classification
outline cutout: segmentation
draw generate paint: generation generate
create synthesize: generation synthetic
artificial fake: synthetic
synthetic: generated
clean: curation filter
noisy messy dirty: noise noisy
noise: noisy
redundant duplicate: redundancy
reorder rank: ranking
guess: predict
remember: memory
upgrade: backward-compatible update
old: backward legacy
merge merging: merge fusion
fusion: fuse
combine: fusion integrate
think thinking: reasoning
reason logic: reasoning
math maths arithmetic: mathematical math
mathematical: math
programming coding: code program
coder developer: code coding software
software: code
bug: bug debugging software
internet online: web
tweak: fine-tuning
adapt adjust: adaptation
adaptation: adapt transfer
knob: parameter
parameter: parameters
gpu graphics-card: gpu cuda
picture-language: vision-language
vlm: vision-language
vision-language: vlm
mllm: multimodal-large-language
llm: large-language
multimodal: multi-modal
sight seeing see: visual vision
visual: vision
vision: visual
look: visual
blind blindness: blind
text words wording written: text
wording phrasing: rephrase prompt
rephrase rewording reword: rephrase
negation not: negation
grammar: syntax linguistic
syntax: grammar syntactic
shopping shop e-commerce product: product
shopper store: product
clothes clothing: fashion
molecule drug: molecular
earthquake flood: disaster
play: game
stock finance: financial
money: financial cost
law legal: legal
science scientific: scientific
scientist: scientific research
school student pupil: education
teaching: education
emotion feeling: emotion
bias unfair: bias fairness
privacy: private
holiday vacation trip tourist: travel
degrade worsen: drift degradation
hide conceal: conceal control
""".strip()


class Thesaurus:
    """Which terms may stand in for a term of a question, the other way round only if listed."""

    def instead_of(self, term: str) -> tuple[str, ...]:
        """Terms to look for beside `term`."""
        return _instead().get(term, ())


@cache
def _instead() -> dict[str, tuple[str, ...]]:
    """By term. Read once in a process, for analysing it takes as long as some questions."""
    analyzer = Analyzer()
    instead: dict[str, dict[str, None]] = {}
    for line in _GROUPS.splitlines():
        asked, _, written = line.partition(":")
        others = [form.whole for form in analyzer.forms(written) if form.whole]
        for form in analyzer.forms(asked):
            if form.whole:
                known = instead.setdefault(form.whole, {})
                known.update(dict.fromkeys(term for term in others if term != form.whole))
    return {term: tuple(others) for term, others in instead.items()}
