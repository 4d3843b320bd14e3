"""The calculator of fitting products (适配性): a client's tags against what is on sale, with the reasons."""

from services.quotes.domain.fit import Fitting, Scene, fitting
from services.quotes.schemas.fit import FitsResult, FittingOut, ReasonOut, SceneIn
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases import catalogue
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.language import Language
from shared.routing import Uow, allow, service_router

router = service_router("quotes")


@router.post("/calculators/product-fit", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def find_fitting_products(uow: Uow, asked: SceneIn) -> Answer[FitsResult]:
    """Which products on sale fit a client's or firm's tags, each with its reasons."""
    on = asked.on or local_date(uow.now)
    products = await catalogue.everything_on_sale(uow, on)
    scene = Scene.model_validate(asked.model_dump(exclude={"on"}))
    answer = fitting(products, scene, uow.kit.jurisdiction.rule("product.fit", on=on))
    return Answer(
        result=FitsResult(
            products=[_fitting(one, uow.language) for one in answer.result.products],
            unanswered=list(answer.result.unanswered),
        ),
        because=answer.because,
        caveats=sentences(answer.caveats, uow.language),
    )


def _fitting(one: Fitting, language: Language) -> FittingOut:
    facts = one.product.tariff.product
    return FittingOut(
        product_id=one.product.product_id,
        carrier_id=one.product.carrier_id,
        code=facts.code,
        product_version=facts.version,
        line=facts.line,
        name=facts.name[language],
        insurer=facts.insurer[language],
        sale_to=facts.sale_to,
        reasons=[
            ReasonOut(
                tag=reason.tag,
                feature=reason.feature,
                text=TEXTS.say(f"fit.{reason.tag}.{reason.feature}", language),
            )
            for reason in one.reasons
        ],
    )
