/** Tokens for where there is no identity provider. */
@NullMarked
package org.annals.local.token;

import org.jspecify.annotations.NullMarked;
