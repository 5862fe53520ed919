"""Sentences about the life of small towns in English, French and German, made of parts that translate each other."""

from __future__ import annotations

LANGUAGES = ("en", "fr", "de")

MONTHS = (
    "January February March April May June July August September October November December".split(),
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
)

FIRST_NAMES = "Anna Bruno Clara David Elsa Felix Greta Hugo Ines Jonas Karla Leo Marta Nora Oskar Paula Robin Sophie Theo Vera".split()
LAST_NAMES = """Aubert Bachmann Castel Dornbach Eberhart Fontaine Gessler Hallier Imhof Jourdan Kessler Lambrecht Maurel Neuner Oberlin
Perrin Quandt Reuter Sandoz Tissot Ulmer Vasseur Wenger Zeller Brandis Corbaz Delmas Engler Favre Grimm""".split()
VILLAGES = """Arnfeld Belmont Corsac Dornach Ellwang Ferrat Grandval Hohenau Ilvesheim Jorat Kaltbrunn Lorvin Marsac Nesselau Orbey Pontaret
Querbach Rossens Salvan Thurnau Urmatt Valbert Wildegg Yvorne Zellhof Ambry Brigach Courtelin Drulin Eschau""".split()

# Places as subject or object. In German no masculine ones: these have two forms.
THINGS = """
the old mill|le vieux moulin|die alte Mühle
the town library|la bibliothèque municipale|die Stadtbücherei
the railway museum|le musée du chemin de fer|das Eisenbahnmuseum
the covered bridge|le pont couvert|die gedeckte Brücke
the swimming pool|la piscine|das Schwimmbad
the primary school|l’école primaire|die Grundschule
the village church|l’église du village|die Dorfkirche
the tower clock|l’horloge de la tour|die Turmuhr
the greenhouse|la serre|das Gewächshaus
the fish hall|la halle aux poissons|die Fischhalle
the youth hostel|l’auberge de jeunesse|die Jugendherberge
the sports hall|la salle de sport|die Sporthalle
the cable car|le téléphérique|die Seilbahn
the castle|le château|das Schloss
the theatre|le théâtre|das Theater
the cheese dairy|la fromagerie|die Käserei
the ferry|le bac|die Fähre
the orchard|le verger|die Obstwiese
the fire station|la caserne des pompiers|die Feuerwache
the town hall|la mairie|das Rathaus
the weather station|la station météorologique|die Wetterstation
the brewery|la brasserie|die Brauerei
the sawmill|la scierie|das Sägewerk
the glassworks|la verrerie|die Glashütte
the bakery|la boulangerie|die Bäckerei
the hospital|l’hôpital|das Krankenhaus
the observatory|l’observatoire|die Sternwarte
the power station|la centrale électrique|das Kraftwerk
the cinema|le cinéma|das Kino
the music school|l’école de musique|die Musikschule
the mountain hut|le refuge|die Berghütte
the pharmacy|la pharmacie|die Apotheke
the chapel|la chapelle|die Kapelle
the city wall|le rempart|die Stadtmauer
the art gallery|la galerie d’art|die Kunstgalerie
the monastery|le monastère|das Kloster
the boathouse|le hangar à bateaux|das Bootshaus
the tannery|la tannerie|die Gerberei
the paper mill|la papeterie|die Papierfabrik
the toy museum|le musée du jouet|das Spielzeugmuseum
the salt mine|la mine de sel|das Salzbergwerk
the pumping station|la station de pompage|die Pumpstation
the nursery|la crèche|die Kinderkrippe
the laundry|la blanchisserie|die Wäscherei
the nature reserve|la réserve naturelle|das Naturschutzgebiet
the guesthouse|la pension|das Gästehaus
the workshop|l’atelier|die Werkstatt
the stud farm|le haras|das Gestüt
the printing house|l’imprimerie|die Druckerei
the concert hall|la salle de concert|die Konzerthalle
the ice rink|la patinoire|die Eisbahn
the underground car park|le parking souterrain|die Tiefgarage
the footbridge|la passerelle|die Fußgängerbrücke
the sundial|le cadran solaire|die Sonnenuhr
the water wheel|la roue à eau|das Wasserrad
the organ|l’orgue|die Orgel
the forge|la forge|die Schmiede
"""

# People, always several.
GROUPS = """
the volunteers|les bénévoles|die Freiwilligen
the neighbours|les voisins|die Nachbarn
the teachers|les enseignants|die Lehrkräfte
the firefighters|les pompiers|die Feuerwehrleute
the pupils|les élèves|die Schülerinnen und Schüler
the gardeners|les jardiniers|die Gärtner
the fishermen|les pêcheurs|die Fischer
the musicians|les musiciens|die Musiker
the farmers|les agriculteurs|die Landwirte
the carpenters|les charpentiers|die Zimmerleute
the hikers|les randonneurs|die Wanderer
the doctors|les médecins|die Ärzte
the shopkeepers|les commerçants|die Ladenbesitzer
the historians|les historiens|die Historiker
the bakers|les boulangers|die Bäcker
the engineers|les ingénieurs|die Ingenieure
the visitors|les visiteurs|die Besucher
the councillors|les conseillers municipaux|die Stadträte
the cyclists|les cyclistes|die Radfahrer
the beekeepers|les apiculteurs|die Imker
the students|les étudiants|die Studierenden
the retired people|les retraités|die Rentner
"""

# What is counted.
ITEMS = """
chairs|chaises|Stühle
books|livres|Bücher
lamps|lampes|Lampen
photographs|photographies|Fotografien
maps|cartes|Landkarten
bicycles|vélos|Fahrräder
trees|arbres|Bäume
windows|fenêtres|Fenster
letters|lettres|Briefe
paintings|tableaux|Gemälde
boxes|caisses|Kisten
roof tiles|tuiles|Dachziegel
benches|bancs|Bänke
instruments|instruments|Instrumente
toys|jouets|Spielsachen
tools|outils|Werkzeuge
costumes|costumes|Kostüme
bells|cloches|Glocken
ladders|échelles|Leitern
beds|lits|Betten
plates|assiettes|Teller
ropes|cordes|Seile
blankets|couvertures|Decken
stamps|timbres|Briefmarken
coins|pièces de monnaie|Münzen
barrels|tonneaux|Fässer
candles|bougies|Kerzen
keys|clés|Schlüssel
mirrors|miroirs|Spiegel
"""

# Why something happened.
REASONS = """
because the roof was leaking|parce que le toit fuyait|weil das Dach undicht war
because the money had run out|parce que l’argent manquait|weil das Geld ausgegangen war
because the river had burst its banks|parce que la rivière avait débordé|weil der Fluss über die Ufer getreten war
because a storm had torn down the power line|parce qu’une tempête avait arraché la ligne électrique|weil ein Sturm die Stromleitung abgerissen hatte
because nobody had the key|parce que personne n’avait la clé|weil niemand den Schlüssel hatte
because the snow came too early|parce que la neige est arrivée trop tôt|weil der Schnee zu früh kam
because the walls were damp|parce que les murs étaient humides|weil die Wände feucht waren
because the road was closed|parce que la route était fermée|weil die Straße gesperrt war
because the wood was rotten|parce que le bois était pourri|weil das Holz morsch war
because the heating had failed|parce que le chauffage était en panne|weil die Heizung ausgefallen war
because the law had changed|parce que la loi avait changé|weil sich das Gesetz geändert hatte
because too few people had applied|parce que trop peu de gens s’étaient inscrits|weil sich zu wenige Leute angemeldet hatten
because the summer had been very dry|parce que l’été avait été très sec|weil der Sommer sehr trocken gewesen war
because an old map was found in the attic|parce qu’une vieille carte a été trouvée au grenier|weil auf dem Dachboden eine alte Karte gefunden wurde
because the train no longer stops here|parce que le train ne s’arrête plus ici|weil der Zug hier nicht mehr hält
"""

TITLES = """
{Thing} opens again in {village}|{Thing} rouvre ses portes à {village}|{Thing} öffnet wieder in {village}
{Village} celebrates with {person}|{Village} fait la fête avec {person}|{Village} feiert mit {person}
New plans for {village} and {village2}|De nouveaux projets pour {village} et {village2}|Neue Pläne für {village} und {village2}
How {person} saved {thing}|Comment {person} a sauvé {thing}|Wie {person} {thing} rettete
{N} {items} for {village}|{N} {items} pour {village}|{N} {items} für {village}
A walk from {village} to {village2}|Une promenade de {village} à {village2}|Ein Spaziergang von {village} nach {village2}
"""

TEMPLATES = """
{Thing} attracts more than {big} people every year.|{Thing} attire chaque année plus de {big} personnes.|{Thing} zieht jedes Jahr mehr als {big} Menschen an.
{Person} has been running {thing} for {n} years.|{Person} dirige {thing} depuis {n} ans.|{Person} leitet {thing} seit {n} Jahren.
Work on {thing} will begin on {date}.|Les travaux commenceront le {date} ; ils concernent aussi {thing}.|Die Arbeiten beginnen am {date} und betreffen auch {thing}.
{Groups} from {village} brought {n} {items}.|{Groups} de {village} ont apporté {n} {items}.|{Groups} aus {village} brachten {n} {items} mit.
{Person} sold {n} {items} in a single afternoon.|{Person} a vendu {n} {items} en un seul après-midi.|{Person} verkaufte an einem einzigen Nachmittag {n} {items}.
The council has set aside {big} euros for this purpose.|La commune a réservé {big} euros à cet effet.|Die Gemeinde hat dafür {big} Euro zurückgelegt.
In {village}, {groups} have repaired {thing} with their own hands.|À {village}, {groups} ont réparé {thing} de leurs propres mains.|In {village} haben {groups} {thing} mit eigenen Händen repariert.
The work stopped for {n} weeks {reason}.|Le chantier s’est arrêté pendant {n} semaines {reason}.|Die Arbeiten ruhten {n} Wochen lang, {reason}.
“We never gave up hope”, says {person}.|« Nous n’avons jamais perdu espoir », dit {person}.|„Wir haben die Hoffnung nie aufgegeben“, sagt {person}.
The bus from {village} to {village2} leaves at {time}.|Le bus de {village} à {village2} part à {time}.|Der Bus von {village} nach {village2} fährt um {time} ab.
The walk takes about {n} minutes and is suitable for children.|La promenade dure environ {n} minutes et convient aux enfants.|Der Spaziergang dauert etwa {n} Minuten und ist für Kinder geeignet.
{Person} wrote a book about {village} and its people.|{Person} a écrit un livre sur {village} et ses habitants.|{Person} hat ein Buch über {village} und seine Einwohner geschrieben.
Tickets cost {n} euros; children under twelve get in free.|Les billets coûtent {n} euros ; l’entrée est gratuite pour les enfants de moins de douze ans.|Karten kosten {n} Euro; Kinder unter zwölf Jahren haben freien Eintritt.
It was closed for a long time {reason}.|Tout est resté longtemps fermé {reason}.|Lange war alles geschlossen, {reason}.
On {date}, {person} will give a talk in {village}.|Le {date}, {person} donnera une conférence à {village}.|Am {date} hält {person} in {village} einen Vortrag.
{Thing} was built in {year}.|La construction remonte à {year} : c’est alors que {village} a reçu {thing}.|Gebaut wurde {thing} im Jahr {year}.
{Groups} meet every Thursday at {time}.|{Groups} se réunissent tous les jeudis à {time}.|{Groups} treffen sich jeden Donnerstag um {time}.
The storm of {year} destroyed {n} {items}.|La tempête de {year} a détruit {n} {items}.|Der Sturm von {year} zerstörte {n} {items}.
Nobody in {village} remembers such a cold winter.|Personne à {village} ne se souvient d’un hiver aussi froid.|Niemand in {village} erinnert sich an einen so kalten Winter.
Those who wish to help may write to {person}.|Celles et ceux qui veulent aider peuvent écrire à {person}.|Wer helfen möchte, kann an {person} schreiben.
{Groups} want to buy {thing} together.|{Groups} veulent acheter {thing} ensemble.|{Groups} wollen {thing} gemeinsam kaufen.
The oldest part dates from {year}, the youngest from {year2}.|La partie la plus ancienne date de {year}, la plus récente de {year2}.|Der älteste Teil stammt aus dem Jahr {year}, der jüngste aus dem Jahr {year2}.
{Thing} needs a new roof.|Il faut un nouveau toit, car {thing} prend l’eau.|{Thing} braucht ein neues Dach.
Last year {groups} planted {n} apple trees above {village}.|L’an dernier, {groups} ont planté {n} pommiers au-dessus de {village}.|Im letzten Jahr pflanzten {groups} oberhalb von {village} {n} Apfelbäume.
{Person} and {person2} have known each other since school.|{Person} et {person2} se connaissent depuis l’école.|{Person} und {person2} kennen sich seit der Schulzeit.
The soup is cooked by {groups}.|Ce sont {groups} qui préparent la soupe.|Die Suppe kochen {groups}.
A small museum shows {n} {items} from the last century.|Un petit musée présente {n} {items} du siècle dernier.|Ein kleines Museum zeigt {n} {items} aus dem vergangenen Jahrhundert.
In the evening there will be music and dancing until midnight.|Le soir, il y aura de la musique et de la danse jusqu’à minuit.|Am Abend gibt es Musik und Tanz bis Mitternacht.
Please bring sturdy shoes and something to drink.|Prévoyez de bonnes chaussures et de quoi boire.|Bitte bringen Sie festes Schuhwerk und etwas zu trinken mit.
{Person} found {n} {items} under the floor.|{Person} a trouvé {n} {items} sous le plancher.|{Person} fand {n} {items} unter dem Fußboden.
The path climbs {n} metres and then follows the stream.|Le sentier monte de {n} mètres, puis suit le ruisseau.|Der Weg steigt {n} Meter an und folgt dann dem Bach.
According to {person}, {thing} belongs to everyone.|Selon {person}, {thing} appartient à tout le monde.|Laut {person} gehört {thing} allen.
About {big} visitors came to {village} on the first weekend.|Environ {big} visiteurs sont venus à {village} le premier week-end.|Rund {big} Besucher kamen am ersten Wochenende nach {village}.
The mayor thanked {groups} for their patience.|Le maire a remercié {groups} de leur patience.|Der Bürgermeister dankte allen, die Geduld hatten, vor allem aber sind es {groups}, die gewartet haben.
Whoever arrives early can still see {thing} by morning light.|Qui arrive tôt peut encore voir {thing} dans la lumière du matin.|Wer früh kommt, kann {thing} noch im Morgenlicht sehen.
The letter was signed by {person} and {n} others.|La lettre porte la signature de {person} et de {n} autres personnes.|Den Brief unterschrieben {person} und {n} weitere Personen.
Registration is open until {date}.|Les inscriptions sont ouvertes jusqu’au {date}.|Anmeldungen sind bis zum {date} möglich.
{Village} has {big} inhabitants and two bakeries.|{Village} compte {big} habitants et deux boulangeries.|{Village} hat {big} Einwohner und zwei Bäckereien.
The stones come from a quarry near {village}.|Les pierres viennent d’une carrière près de {village}.|Die Steine stammen aus einem Steinbruch bei {village}.
At first {groups} did not believe a word of it.|Au début, {groups} n’en croyaient pas un mot.|Anfangs glaubten {groups} kein Wort davon.
{Person} still mends {items} for the whole valley.|{Person} répare encore des {items} pour toute la vallée.|{Person} repariert noch immer {items} für das ganze Tal.
Between {village} and {village2} there is only one road.|Entre {village} et {village2}, il n’y a qu’une seule route.|Zwischen {village} und {village2} gibt es nur eine Straße.
The lift carries {n} people at a time.|L’ascenseur transporte {n} personnes à la fois.|Der Aufzug befördert {n} Personen auf einmal.
A second meeting will take place on {date} at {time}.|Une deuxième réunion aura lieu le {date} à {time}.|Ein zweites Treffen findet am {date} um {time} statt.
{Groups} had to wait {reason}.|{Groups} ont dû attendre {reason}.|{Groups} mussten warten, {reason}.
{Thing} now belongs to a foundation led by {person}.|Désormais, {thing} appartient à une fondation que dirige {person}.|{Thing} gehört nun einer Stiftung, die {person} leitet.
The photographs of {person} hang next to the entrance.|Les photographies de {person} sont accrochées à côté de l’entrée.|Die Fotografien von {person} hängen neben dem Eingang.
In {year} a fire destroyed half of {village}.|En {year}, un incendie a détruit la moitié de {village}.|Im Jahr {year} zerstörte ein Brand die Hälfte von {village}.
Dogs must be kept on a lead.|Les chiens doivent être tenus en laisse.|Hunde sind an der Leine zu führen.
The next edition will be held in {village2}.|La prochaine édition se tiendra à {village2}.|Die nächste Ausgabe findet in {village2} statt.
Of the {n} {items}, only a few could be saved.|Sur les {n} {items}, quelques-uns seulement ont pu être sauvés.|Von den {n} {items} konnten nur wenige gerettet werden.
{Person} learned the trade from a grandmother in {village}.|{Person} a appris le métier auprès d’une grand-mère à {village}.|{Person} lernte das Handwerk bei einer Großmutter in {village}.
It smells of fresh bread as soon as {thing} comes into view.|Une odeur de pain frais accueille le visiteur dès qu’apparaît {thing}.|Es riecht nach frischem Brot, sobald {thing} in Sicht kommt.
The rain had hardly stopped when {groups} began to sing.|La pluie avait à peine cessé que {groups} se mirent à chanter.|Der Regen hatte kaum aufgehört, da begannen {groups} zu singen.
Experts estimate the damage at {big} euros.|Les experts estiment les dégâts à {big} euros.|Fachleute schätzen den Schaden auf {big} Euro.
Each of the {n} rooms has a view of the lake.|Chacune des {n} chambres donne sur le lac.|Jedes der {n} Zimmer hat Seeblick.
{Person} keeps the oldest of the {items} at home.|{Person} garde chez soi les plus anciens de ces objets, dont des {items}.|{Person} bewahrt die ältesten {items} zu Hause auf.
The decision was close: {n} votes for, {n2} against.|La décision a été serrée : {n} voix pour, {n2} contre.|Die Entscheidung fiel knapp aus: {n} Stimmen dafür, {n2} dagegen.
"""


def parts(table: str) -> list[tuple[str, str, str]]:
    """The rows of a table: what translates what."""
    rows = [tuple(line.split("|")) for line in table.strip().splitlines()]
    assert all(len(row) == len(LANGUAGES) for row in rows), [row for row in rows if len(row) != len(LANGUAGES)]
    return [(row[0], row[1], row[2]) for row in rows]
