@NullMarked
package org.afterword.functions.onboarding.route;

import org.jspecify.annotations.NullMarked;
