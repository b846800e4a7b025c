/** Tests of plans: every value, and what drift and removal make of it. */
@NullMarked
package org.afterword.functions.onboarding.plan;

import org.jspecify.annotations.NullMarked;
