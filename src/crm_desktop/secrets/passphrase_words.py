"""The words that a suggested passphrase is made of: short, known to everybody, hard to mistake for each other."""

from __future__ import annotations

from typing import Final

_LIST = """
acorn actor adobe agent alarm album alley almond amber anchor angle ankle apple apron arch arena arrow aspen atlas
attic autumn avenue award axis bacon badge bagel baker balcony ballet bamboo banana band banjo bank barley barn
barrel basil basin basket bath beach beacon bead beam bean beard beast beaver bench berry bike birch bird biscuit
bishop blanket blaze blossom blouse board boat bolt bonnet book boot border bottle boulder bowl brain branch brass
bread breeze brick bride bridge broom brother brown brush bubble bucket buffalo bugle bulb bundle bunny burrow bushel
butter button cabin cabinet cable cactus cake camel camera camp canal candle candy canoe canvas canyon captain
caramel cargo carpet carrot cart castle cattle cedar cellar cement cereal chain chair chalk chapel charm cheese
cherry chess chest chimney chin cider cinema circle circus citrus clam clay cliff clock closet cloud clover clown
coach coast cobalt cobra cocoa coconut coffee coin collar comet compass concert cookie copper coral corn corner
cotton couch cousin cradle crane crater crayon cream creek crown crystal cube cuckoo curtain cushion cycle daisy
dance dawn deck deer delta denim desert desk detail diamond dinner dish ditch diver doctor dolphin donkey door dough
dove draft drawer dream dress drift drum duck dune dust eagle earth easel echo eclipse eggplant elbow elder elephant
elm ember emerald engine envelope equator estate evening fabric falcon family farm feather fence fern ferry festival
fiddle field figure finch finger fire fish flag flame flannel flask fleet flint flock flour flower flute foam fog
forest fork fossil fountain fox frame freckle friend frog frost fruit funnel fur galaxy gallery garage garden garlic
garnet gate gazelle giant ginger giraffe glacier glass glider globe glove goat gold goose gorilla grain granite grape
grass gravel green grocer guitar gull gutter habit hammer hammock harp harvest hat hawk hazel heart heather hedge
helmet herb hero heron hill hinge history hobby holly honey hood hoof horizon horn horse hotel hour house hunter
hurdle hut ice igloo iguana indigo ink inlet insect island ivory ivy jacket jade jaguar jar jasmine jelly jet jewel
jigsaw journey judge juggler juice jungle juniper jury kangaroo kayak kennel kernel kettle key kidney king kitchen
kite kitten knee knight knot koala label lace ladder lagoon lake lamb lamp lantern lark lasso laundry lava lavender
lawn leaf leather lemon lens lentil leopard letter lettuce library lighter lilac lily lime linen lion lizard llama
lobster locket lodge loom lotus lumber lunch lyric magnet magpie mango mantle maple marble market maroon marsh mask
mast meadow medal melody melon mentor metal meteor middle mile milk mill mineral mint mirror mitten moat model
monsoon month moon moose morning mosaic moss motel moth motor mountain mouse mud muffin mule museum mushroom music
mustard napkin narrow nation nature needle nest nickel night noodle north notebook novel number nurse nutmeg nylon
oak oasis oat oboe ocean octave office olive omelet onion opal opera orange orbit orchard orchid organ ostrich otter
oval oven owl oxygen oyster paddle page pail paint palace palm panda panel panther paper paprika parade parcel park
parrot parsley pasta patch path patio pavement peach peacock peanut pear pearl pebble pedal pelican pencil penguin
pepper perch perfume petal phone photo piano pickle picnic pier pigeon pillow pilot pine pineapple pipe pirate pizza
planet plank plate plum plume pocket poem polar pond pony poodle poplar poppy porch portal postcard potato powder
prairie pretzel prince prism puddle pulley pumpkin puppet purple puzzle pyramid quail quarry quartz queen quilt
quiver rabbit raccoon radar radio radish raft rain raisin ranch ranger raven razor recipe reed reef relay ribbon rice
riddle ridge ring river road robin robot rocket roof rooster root rope rose rotor ruby rudder ruler rumba runner rust
saddle safari saffron sail salad salmon salt sandal satin saturn sauce sauna scarf school scooter scout screen
seagull seal season seed shadow shamrock shark sheep shelf shell sheriff shield ship shoe shore shovel shrimp silk
silver siren skate sketch ski sky slate sled sleeve slipper smoke snail snow soap soccer sofa soil solar sonnet soup
south spade spark sparrow spear spice spider spinach spiral sponge spoon spring spruce squash squirrel stable stadium
stage stairs stamp star statue steam steel stem stone stool stork storm stove straw stream street string studio sugar
suitcase summer sunset surf swallow swamp swan sweater swing symbol syrup table tablet tailor talent tambourine tango
tart tassel taxi teacher teapot temple tennis tent terrace thimble thistle thread throne thumb thunder ticket tiger
timber toast toffee tomato tongue topaz torch tortoise totem towel tower town tractor trail train trapeze treasure
tree triangle tribe trolley trophy trout truck trumpet trunk tulip tuna tundra tunnel turkey turnip turtle tuxedo
twig twilight umbrella uncle unicorn uniform union urn utensil vacuum valley vanilla vapor vase vault velvet verse
vest village vine vinegar viola violet violin visitor volcano voyage vulture waffle wagon wallet walnut walrus waltz
water wave wax weasel weather wedge whale wheat wheel whisker whistle willow wind window winter wizard wolf wood wool
world wreath wren writer yacht yard yarn yellow yogurt yolk zebra zenith zero zigzag zinc zipper zodiac
"""
WORDS: Final = tuple(_LIST.split())
