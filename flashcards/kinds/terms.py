"""Words by which one term is told from another that is spelled nearly so."""

_NEGATIONS = """
not no never without non nor neither cannot cant isnt arent dont doesnt didnt wont nicht kein keine ohne pas
sans sin ni не без нет
"""
_SMALL = """
of the a an for in to on and with by from at is as der die das de la le les du des el
"""
_PREFIXES = """
un an in im ir il non dis de anti over under up down re pre post sub super semi self hyper hypo multi co auto
mini micro macro inter intra uni bi tri log arg cross meta pseudo quasi nicht über unter sur sous não не без
недо пере полу 비 무 불 미
"""
_PREFIX_PAIRS = """
in/de in/ex im/ex en/de in/out on/off over/under up/down pre/post hyper/hypo inter/intra micro/macro min/max
mini/maxi uni/bi uni/multi bi/tri uni/tri bi/multi homo/hetero homo/homeo sub/super pro/re pro/con pro/de re/de ro/de
semi/un self/un self/semi up/sub down/up under/over over/up under/down sub/up sub/over sub/under over/re up/re
down/re sub/re mono/poly syn/asyn ante/post left/right fore/back co/contra con/di con/in em/im hard/soft
недо/пере über/unter sur/sous a/de ac/de at/de ap/pre in/re con/re inter/extra major/minor
"""
_SUFFIX_PAIRS = """
ful/less max/min max/plus er/ee or/ee able/ing ior/eriori /less /free /like /wise
"""
_NAMES = """
adam adamw adamax nadam radam adagrad adadelta adafactor rmsprop lion lamb lars sophia shampoo muon relu prelu
rrelu gelu selu elu celu silu glu geglu swiglu swish mish lstm gru rnn cnn gnn gcn gat dnn mlp bilstm convlstm
mae mse rmse mape smape rmsle msle nll bce kld bleu rouge meteor chrf wer cer perplexity resnet regnet resnext
resnest densenet squeezenet mobilenet shufflenet efficientnet convnext unet vnet segnet bert bart roberta
deberta albert electra camembert mbert mbart distilbert gan wgan dcgan vae vqvae cvae pca ica lda svd nmf tsne
umap isomap softmax softmin softplus softsign sparsemax argmax argmin logsoftmax sigmoid mean median mode model
node medoid means medians medoids quantile quartile decile percentile variance covariance covariate covariates
variate variant invariant equivariant invariance equivariance deviation derivation derivative moment momentum
batch patch bath bagging tagging boosting stacking tracking blending ridge bridge lasso clipping flipping
slipping kernel colonel logit logic logistic probit attention intention retention tensor sensor censor vector
factor sector uint int float bfloat half double sample simple token taken row raw pooling polling weight height
prior priori posterior sine cosine secant local focal total dense sparse cousin encoder decoder encode decode
encoding decoding contraction contradiction conjugate conjugated correlation collation estimate estimator
estimand precision prevision provision recall recoil loss less layer lawyer squeeze unsqueeze expectation
exception expectations exceptions coverage converge convergence unigram bigram trigram translation transition
transmission rotation notation reduction deduction induction relation reaction ratio calibration collaboration
convex complex linear sensitivity specificity exploration exploitation
inference reference preference difference interference detection selection deletion dilation injection
projection rejection objection perception reception inception regression progression recession repression action
fraction friction function traction division decision vision revision decay delay parse pause based biased basis
bases scalar scaler stride strike formal normal parity purity rarity neural neutral natural quality quantity
equality density identity entity contact contract contrast content context constant collate collapse duration
location allocation optional optimal rational ordinal cardinal original integral internal interval external
extremal iterator operator pairwise pathwise patience patients recursive recurrent sequential exponential
sharding sharing storage shortage tracing training raising replace replay stable unstable process progress
latent latest modal nodal eager finite infinite definite customs damages premises
abduction abductor abscissa actin adaption adduction adductor aldose amide amylase amylose anode arcsin arcsine
aural baryon bromide bromite butanal butane butanol butene butyne calloc callus carotin carpal cellulase cellulose
chitin chloride chlorite chmod chown chroot cofunctor comonad cosecant coset cosine creatine creatinine cytidine
deque egrep elastase elastin enal enol ester ethanal ethane ethanol ethene ethyne facial fascial fermion fgrep
fibrin fructose fucose functor gastrin gluon glycerine glycine guanidine guanine hadron heparan heparin hexane
hexene hydrate hydride ileum ilium imide imine inode insulin inulin iodate iodide isobar isomer isotone isotope
kaon keratin ketose lactam lactase lactone lactose lepton leucine lysin lysine macula macule malloc maltase
maltose mannitol mannose meson metacarpal methanal methanol monad mucous mucus muon mutex myosin nitrate nitride
nitrite palatal palatine papilla papule pectin pentane pentene pepsin perineal peroneal phonon phosphate phosphite
photon pion plasmon polaron propanal propane propanol propene protease proteose purine pyrazole pyridine
pyrimidine pyrrole radian radii radix realloc renin rennin ribose ribulose ricin secant sech sorbitol sorbose
spinor stderr stdin stdout sucrase sucrose sulfide sulfite sulphide sulphite syscall sysctl
tarsal tensor thiamine thiol thymidine thymine torus treap trie tubulin twistor uracil ureter urethra uridine
vnode xylose xylulose
"""

NEGATIONS = frozenset(_NEGATIONS.split())
SMALL = frozenset(_SMALL.split())
"""Words that may be left out."""
PREFIXES = tuple(_PREFIXES.split())
"""With one of these before it a word is another word."""
PREFIX_PAIRS = tuple(tuple(pair.split("/")) for pair in _PREFIX_PAIRS.split())
"""Words with these exchanged for each other at the front are other words."""
SUFFIX_PAIRS = tuple(tuple(pair.split("/")) for pair in _SUFFIX_PAIRS.split())
"""And with these exchanged at the end."""
WITHOUT_A = ("symmetr", "synchron", "causal", "period", "typical", "moral", "theoretic")
"""`a` before these makes them their opposite."""
NAMES = frozenset(_NAMES.split())
"""Terms that are near another one: to type one of these is to mean it."""
