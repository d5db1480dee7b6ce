"""First names as they are heard in Guadeloupe and in France, folded: by them a column without a header is told.

Pure data; a name that is missing costs nothing, since a column is judged by a share of its values.
"""

import re

_FRENCH = """
adele agathe agnes aime aimee alain albert alexandra alexandre alexis alfred alice aline alphonse amandine ambre
amelie anais andre andrea andree angele angelique anne annette annick annie antoine antoinette apolline armand
arnaud arthur aude audrey auguste aurelie aurore axel baptiste barbara bastien beatrice benedicte benjamin
benoit bernadette bernard berthe bertrand blanche boris brice brigitte bruno camille carine carole caroline
catherine cecile cedric celestin celine chantal charlene charles charlotte chloe christelle christian christiane
christine christophe claire clara clarisse claude claudette claudine clea clemence clement clementine cloe
clothilde colette coralie corentin corinne cyril cyrille damien daniel daniele danielle david deborah delphine
denis denise desire desiree didier dominique dorian dorothee edgar edith edmond edouard elea eleonore eliane
elie eliot elisa elisabeth elise ella elodie eloise elsa emeline emile emilie emma emmanuel emmanuelle enzo eric
erika ernest estelle esther ethan etienne eugene eugenie eva eve evelyne fabien fabienne fabrice fanny felicie
felix ferdinand fernand fernande flavie flora flore florence florent florian francette francine francis franck
francois francoise frederic frederique gabin gabriel gabrielle gael gaelle gaetan gaspard gaston genevieve
george georges georgette gerald geraldine gerard germain germaine ghislain ghislaine gilbert gilberte gilles
ginette gisele gregoire gregory guillaume gustave guy gwenaelle hector helene henri henriette herve honore
hortense hubert hugo hugues huguette ingrid irene iris isaac isabelle ivan jacqueline jacques jade jean jeanine
jeanne jeannine jennifer jeremie jeremy jerome jessica joachim joel joelle johanna johanne jonathan jordan joris
joseph josephine josette josiane judith jules julia julie julien juliette justine karine karl katia kevin
laetitia laura laure laurence laurent laurie lea leo leon leonard leonie leopold lila lilian liliane lilou lina
linda lionel lisa lise loan loic lola lou louis louise louka luc lucas lucie lucien lucienne ludivine ludovic
lydia lydie lyne madeleine maelle maeva magali manon marc marceau marcel marcelle margaux margot marguerite
maria marianne marie mariette marin marina marine marion marius marjorie marlene martha marthe martial martin
martine maryline maryse mathias mathieu mathilde mathis matthieu maud maurice max maxence maxime melanie melissa
mia michel michele micheline michelle mickael mireille monique morgane muriel mylene myriam nadege nadia nadine
natacha nathalie nathan nicolas nicole nina noe noel noelle noemie nora norbert oceane odette odile olga olivia
olivier ophelie oscar pascal pascale patrice patricia patrick paul paula paule paulette pauline perrine philippe
pierre prisca quentin rachel raoul raphael raymond raymonde rebecca regine regis reine rejane remi remy renaud
rene renee richard robert roger roland rolande romain romane romeo romuald rosalie rose roseline roxane ruben
sabine sabrina sacha salome sam samuel sandra sandrine sarah sebastien serena serge severine sidonie simeon
simon simone solange solene sonia sophie stella stephane stephanie steven suzanne suzette sylvain sylvaine
sylvestre sylvia sylviane sylvie tanguy tatiana teddy theo theodore therese thibault thierry thomas tiffany
timothee tom tony tristan urbain ursule valentin valentine valerie vanessa vera veronique vincent violette
virginie viviane xavier yann yannick yoann yohan yolande yves yvette yvon yvonne zelie zoe
"""
_CREOLE = """
alcide alex alexina alfrede alix ambroise anastasie andre anicet anselme aristide armelle athanase augustin
aurelien barnabe basile bonaventure brunette casimir christophine cindy clarence claudel claudia claudy
clementin cleophas cynthia cyprien dalila darius delille demetrius denia dieudonne dieuseul dimitri donatien
dulciane eddie eddy edner edwige elia eliette eliphete elvire emelyne emmanuella ericka ernestine etiennise
eudoxie euphemie euphrasie eusebe evariste evens evenson fania faustin fedner felicien fermine firmin flavien
florise frantz fritz fritzner fulgence gaby gaelly georgina gilda gina gladys glawdys gloria guerda guerline
gustavine guylaine guyliane hegesippe henry hermance hermine hilaire hippolyte inza islande ismaella jacky
jacquelin jeannot jephte jerry jessy jimmy joan joceline jocelyn jocelyne jodelle johan johny josepha joslin
joslyn josue judex judy julianne justin justina kaelle kelly kenny kenza kenzo kerline kerri ketty keyla keziah
killian kimberley kimberly lamercie laury leana leandre leonce leone leontine lisette livia loick loreine
louisiane lovely lucette lucia luciane lucile lucillia ludmilla luidgi luidji lycinia lyna mackendy mackenson
magalie magguy maite maiti manuella marcelin marcellin margaret marivonne marjory marvin max maxette medard
melchior merlande meryl mica micheline mildred mirlande murielle myrlande naika naomi narcisse nathanael nelly
neree nestor nicaise noa noah noemi nolan octave octavie odelin odilon olivette onel onesime osmane osmin patrik
philemon philogene pierrette pierrot pompee primael prosper raissa raymonde reginald regine reynald rita ritchy
roberta rodrigue rolly ronald ronel roodly rosalie rosan rosange rose rosemene rosette rosie rosita rosny ruddy
rudy ruth saintilien saintilus samantha sandy saturnin schella schneider serenia shana shanna shella sherley
sidney simeon sony stanley steeve steeven steevy sully suzelle suzy tania tessa tessy thely theophane theophile
tibule trecy ulrich valere vanina vaniza victor victorin victorine viergeline vilner vladimir wendy wesley
wideline widline widlyne wilfrid wilfried wilgens willy wilner wilson wisly wista woodly woodlyne yanis ylan
ylona yohann youri yvelise yvener yvenie zacharie zephirin
"""
_SPANISH = """
adolfo adriana alberto alejandra alejandro alfonso alfredo alicia altagracia amparo ana andres angel angela
angelica antonia antonio araceli arturo beatriz begona blanca carlos carmen carolina catalina cesar claudia
concepcion consuelo cristian cristina cristobal daniela diego dolores domingo dulce eduardo elena emilio enrique
ernesto esperanza esteban estela eugenio eusebio eva fabiola federico felicia felipe fernanda fernando fidel
francisca francisco gabriela gloria gonzalo graciela gregorio guadalupe guillermo gustavo hector hernan hilda
humberto ignacio inaki ines isabel ismael jaime javier jesus joaquin jorge jose josefa josefina juan juana
juanita julian julio leonel leonor leticia lorena lorenzo lourdes lucia luis luisa luz magdalena manuel manuela
marcela marcos margarita mariana mariano maribel maricela mario marisol marta mateo mauricio maximo mayra
mercedes miguel milagros mirta monica nelson nicolas nieves nuria octavio olga oscar pablo paloma paola patricia
pedro pilar rafael rafaela ramon ramona raquel raul rebeca ricardo roberto rocio rodrigo rogelio rosa rosalba
rosario ruben salvador santiago santos sara sergio silvia sofia soledad susana teofilo teresa tomas valentina
vanesa veronica vicente victoria virginia viviana wilfredo xiomara yadira yahaira yajaira yamilet yanet yaritza
yesenia yessica yolanda yudelka yuleidy zoila zoraida
"""
_ENGLISH = """
aaron abigail adam alan albertha alisha alison allison alvin amanda amber amy andrew andy angela angus anita
anna anthony antoinette ashley austin barry basil ben benjamin bernice bertha beth betty beverley bill bob
bradley brandon brenda brian bridget bruce bryan calvin cameron candace carl carla carlton carol caroline
cassandra cecil cecilia charlie cheryl chris christina christine christopher clarence claudette clifford clive
clyde colin connie craig crystal curtis cuthbert cyril dale darren daryl dave dawn dean deborah debra delroy
denise dennis derek desmond devon diana diane dominic donald donna doris dorothy douglas duncan dwayne dylan
earl edward eileen elaine eleanor elizabeth ella ellen elton emily errol ethel eunice euphemia evelyn everton
faith felicia fiona fitzroy floyd frank fred frederick gareth garfield garry gary gavin geoffrey george georgia
gerard gertrude gillian glen glenda glenroy gloria godfrey gordon grace graham grant greg gregory hannah harold
harry hazel heather helen henrietta herbert hilary holly horace howard hugh ian irene irma irvin isaiah ivan
ivor ivy jack jacob jake james jamie jane janet janice jasmine jason jay jeff jeffrey jemma jenny jermaine jill
jim joan joanna joanne jocelyn joe john johnny johnson jonathan joseph joshua joy joyce judith julian june karen
kate kathleen kathy katie keisha keith kelvin kendra kenneth kenrick kerry kimberly kirk kurt kyle lance larry
laurel lauren lee lennox leroy leslie lester lewis liam lilian lillian linda lindsay lisa lloyd logan lorna
lorraine louisa lucy luke lynette lynn mabel malcolm margaret maria marilyn mark marlon marsha martha marva mary
matthew maureen maxwell megan melvin merle merlyn michael mildred miriam molly mona monica morris muriel nadine
nancy naomi natalie natasha neil neville nicholas nigel noel norman olive oliver oswald owen pamela patsy paul
paulette pearl percival percy peter petra phil philip phillip phyllis preston priscilla rachel ralph randolph
randy ray raymond reuben rhonda richard rita robert robin rodney roger ron ronald rosalind rose rosemary ross
rowan roy rupert russell ruth ryan sally samantha samuel sandra sarah scott sean selwyn shamika shana shanice
shanique sharon shaun shawn sheila shelley shelly sherwin shirley sidney simon sonia sophia stacey stan stanley
stella stephen steve steven stewart stuart susan suzanne sylvia tamara tanya tara taylor ted terence teresa
terrence terry thelma theresa tiffany tim timothy tina todd tracey tracy trevor troy tyrone valencia valerie
vanessa vaughn velma verna vernon veronica victor vincent violet virgil vivian wallace walter wanda warren wayne
wendell wendy wilbert wilfred will william winifred winnie winston yvonne zachary
"""
_ARABIC = """
abbas abdallah abdel abdelaziz abdelkader abdelkrim abdellah abdou abdoulaye abdul abdullah abed abir achraf
adam adel adil adnan ahlam ahmad ahmed aicha aida aissa aissatou akram ali alia alima alya amadou amal amar amel
amina aminata amine amir amira ammar amna anas anis anissa antoun anwar asma assia awa ayman ayoub aziz aziza
azzedine bachir bader badia badr bakari bassam bassem bilal binta boubacar brahim bushra chadi chafik chaima
charbel cherif dalal dalila daoud dina djamel djamila djibril dounia driss elias elyas elyes emad fadi fadila
fahd fairouz faisal faouzi farah farid farida faris fatiha fatima fatma fatou fatoumata fawzi faycal fayza
ferhat feriel fouad habib habiba hadja hafida hafsa haidar hakim hala halim halima hamid hamida hamza hanane
hani hanna haroun hasna hassan hassane hassna hatem hayat hicham hind houda houria hussam hussein ibrahim
ibrahima idir idriss ihab ikram ilham ilias ilyas ilyes imad imane imen inaya ines iqbal ismael ismail issa
issam jaafar jad jalal jamal jamila jawad kaddour kader kadija kamal kamel kamila karam karim karima kassem
kawtar khadidja khadija khaled khalid khalil kheira laila lamia lamine latifa layla leila lina lotfi loubna
lounes maamar madiha mahdi maher mahmoud majid malak malek malick malik malika mamadou manal manel mariam marwa
marwan maryam massinissa mayssa mehdi meriem merouane messaoud miloud mohamad mohamed mohammad mohammed mokhtar
moncef mostafa mouhamed mouna mounir mourad moussa moustapha muhammad mustafa mustapha nabil nabila nader nadir
naim naima najat najib nasser nassim nassima nawal nazim nesrine nizar noor nour noura nourdine noureddine
nouredine nourhane omar omayma ouarda oumar oussama rabah rabia rachid rachida radia rafik raghad rahma raja
rami ramzi rana rania raouf rashid rayan rayane redouane reem riad rida rim ryad sabah sabri sabrina sadia sadok
safa safia said saida sakina salah saleh salem salim salima salma salman saloua sami samia samih samir samira
samy sana sara selim selma seydou siham skander slimane smail sofiane sohane souad soufiane souhaila soukaina
soumaya sultan taha tahar tamim tarek tariq tayeb toufik wael wafa wahib walid wassim widad yacine yahia yahya
yakoub yamina yasmin yasmina yasmine yassin yassine yazid youcef younes youness yousra youssef youssouf yusuf
zahia zahra zaid zakaria zakia zeinab ziad zineb zined zohra zouhair zoulikha
"""
_INDIAN = """
amita anand anil anjali arjun aruna asha ashok deepak dev devi gita gopal indira indra jaya kali kamala krishna
kumar lakshmi lal latchoumy leela madhu mala mani maya meena mohan mouttou nalini narayan nila nirmala padma
parvati prakash priya radha raj raja rajesh raju rama rani ravi roopa sandhya sanjay saraswati savita shanti
shiva sita siva soundirom sri sunil sunita suresh uma usha vani vijay vishnu
"""

FIRST_NAMES = frozenset(re.findall(r"\w+", f"{_FRENCH} {_CREOLE} {_SPANISH} {_ENGLISH} {_ARABIC} {_INDIAN}"))
