/* A page's size and resolution are checked as numbers before anything is made of them. */
#include "plots/output/page.h"

#include "plots/base/date.h"

static const double most_points = 14400.0; // the limit of PDF

pl_page_output pl_page_output_default(void)
{
    return (pl_page_output){.dpi = 200.0, .date = pl_date_from_environment()};
}

static bool is_length(double points)
{
    return points > 0.0 && points <= most_points;
}

bn_status pl_page_check(const pl_page *page, const pl_page_output *output)
{
    if (!is_length(page->width) || !is_length(page->height))
        return bn_fault(BN_EINVAL,
                        "the page is %g x %g points; more than 0 and at most %g a side are possible",
                        page->width, page->height, most_points);
    if (!(output->dpi > 0.0 && output->dpi <= 1e5))
        return bn_fault(BN_EINVAL, "dpi is %g; more than 0 and at most 100000 was needed", output->dpi);
    return pl_recipe_check(&output->recipe);
}
